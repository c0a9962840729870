using OAuthMail.Accounts;
using OAuthMail.ConnectionTest;
using OAuthMail.Diagnosis;
using OAuthMail.MailKit.Authentication;
using OAuthMail.Providers;

namespace OAuthMail.MailKit.Connections;

/// <summary>The way to a server that is verified and encrypted, within the account's time limit.</summary>
internal static class ServerConnection
{
    public static async Task OpenAsync(IMailService client, MailEndpoint endpoint, MailProtocol protocol, MailConnection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = clock.CreateCancellationTokenSource(connection.ConnectTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var callers = client.ServerCertificateValidationCallback;
        var check = new CertificateCheck(endpoint.Host, callers);
        var logger = MailServices.GetLogger(client);
        var redactor = new Redactor();
        client.ServerCertificateValidationCallback = check.Validate;
        logger?.BeginLogin(redactor);
        try
        {
            var tls = endpoint.Tls == TlsMode.Implicit ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
            await client.ConnectAsync(endpoint.Host, endpoint.Port, tls, either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (ConnectFailures.IsForeign(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectFailures.Explain(endpoint, protocol, connection, check, failure, logger?.Words, redactor);
        }
        finally
        {
            logger?.EndLogin();
            client.ServerCertificateValidationCallback = callers;
        }
    }
}
