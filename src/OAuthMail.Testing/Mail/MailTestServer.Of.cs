using OAuthMail.Testing.Authorization.Grants;

namespace OAuthMail.Testing;

/// <summary>Represents a mail server with the options of its protocol.</summary>
/// <typeparam name="TOptions">The type of the options.</typeparam>
public abstract class MailTestServer<TOptions> : MailTestServer
    where TOptions : MailTestServerOptions, new()
{
    private protected MailTestServer(
        MailProtocol protocol, MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, TOptions? options)
        : base(protocol, store, checker, authority, options ?? new TOptions()) => Options = (TOptions)base.Options;

    /// <summary>Gets the options. Changes apply to new connections.</summary>
    public new TOptions Options { get; }
}
