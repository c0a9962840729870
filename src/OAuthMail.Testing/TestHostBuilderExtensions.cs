using OAuthMail;
using OAuthMail.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects an application that is registered with <c>AddOAuthMail</c> to test servers.</summary>
public static class TestHostBuilderExtensions
{
    /// <summary>
    /// Trusts the certificates of a host's servers, for token requests and for mail. The accounts are those of
    /// <see cref="MailTestHost.CreateAccountOptions"/>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="host">The test servers.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder UseTestHost(this IOAuthMailBuilder builder, MailTestHost host)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(host);
        builder.Configure(options => options.Tls.ServerCertificateValidationCallback = host.CertificateAuthority.ValidationCallback);
        foreach (var name in (string[])["OAuthMail", "OAuthMail.Graph", "OAuthMail.Graph.Upload"])
        {
            builder.Services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = host.CertificateAuthority.ValidationCallback },
            });
        }

        return builder;
    }
}
