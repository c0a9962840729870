using OAuthMail.Providers;

namespace OAuthMail.Errors.Recognition;

/// <summary>What is known about a mail server's reply.</summary>
internal sealed record ReplyEvidence(MailProtocol Protocol, ReplyStep Step, IReadOnlyList<string> Lines)
{
    /// <summary>Gets the error challenge before the reply, or <see langword="null"/> if there was none.</summary>
    public SaslErrorChallenge? Challenge { get; init; }

    /// <summary>Gets the operator of the server.</summary>
    public MailVendor Vendor { get; init; }

    /// <summary>Gets the flow of the account, or <see langword="null"/> if it is unknown.</summary>
    public OAuthFlow? Flow { get; init; }

    /// <summary>Gets whether a token that was issued a moment ago was rejected.</summary>
    public bool IsFreshToken { get; init; }

    /// <summary>Gets whether an application logs in without a user.</summary>
    public bool IsApplication => Flow?.IsForApplication() == true;

    /// <summary>Creates the evidence for an account.</summary>
    public static ReplyEvidence For(
        MailProtocol protocol, ReplyStep step, IReadOnlyList<string> lines, MailProvider? provider, string? host, OAuthFlow? flow)
    {
        var vendor = MailVendors.OfProvider(provider);
        return new ReplyEvidence(protocol, step, lines) { Vendor = vendor == default ? MailVendors.OfHost(host) : vendor, Flow = flow };
    }
}
