using System.Net.Security;
using OAuthMail.MailKit.Authentication;
using OAuthMail.Networking;

namespace OAuthMail.MailKit.Connections;

/// <summary>
/// Opens verified and encrypted connections within the account's time limit, over the same proxies and addresses as a connection test.
/// </summary>
internal sealed class ServerConnector(ConnectionSettings settings, TimeProvider clock, RemoteCertificateValidationCallback? validateProxy)
{
    public TimeProvider Clock => clock;

    public async Task OpenAsync(IMailService client, MailEndpoint endpoint, MailProtocol protocol, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(clock, settings.ConnectTimeout, cancellationToken);
        var originalCallback = client.ServerCertificateValidationCallback;
        var check = new CertificateCheck(endpoint.Host, originalCallback);
        var originalCertificates = client.ClientCertificates;
        var logger = MailServices.GetLogger(client);

        // Set for this handshake only, because the certificate may be replaced before the next one.
        if (originalCertificates is null or { Count: 0 } && settings.GetClientCertificate() is { } certificate)
        {
            client.ClientCertificates = [certificate];
        }
        client.ServerCertificateValidationCallback = check.Validate;
        logger?.BeginLogin(LoginRedactor.Of(client));
        try
        {
            await ConnectAsync(client, endpoint, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (ConnectFailures.IsServerOrNetworkFailure(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectFailures(client, endpoint, protocol, settings, check).CreateException(failure, logger?.LoginReplies);
        }
        finally
        {
            logger?.EndLogin();
            client.ServerCertificateValidationCallback = originalCallback;
            client.ClientCertificates = originalCertificates;
        }

        if (logger?.HasDetectedInjection == true)
        {
            await AbortAsync(
                Problems.StartTlsInjection,
                $"Unencrypted octets followed the reply with which {endpoint} confirmed STARTTLS. They were ignored, and the connection "
                    + "was closed.").ConfigureAwait(false);
        }
        MailServices.DiscardClearCapabilities(client);
        if (client.IsAuthenticated)
        {
            await AbortAsync(
                Problems.ServerReplyInvalid,
                $"{endpoint} reports a login before any was attempted, so the mailbox is unknown.").ConfigureAwait(false);
        }

        async Task AbortAsync(Problem problem, string detail)
        {
            await MailServices.AbortAsync(client).ConfigureAwait(false);
            throw new MailServerException(problem, protocol, endpoint, detail);
        }
    }

    private async Task ConnectAsync(IMailService client, MailEndpoint endpoint, CancellationToken cancellationToken)
    {
        var tls = endpoint.Tls == TlsMode.Implicit ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        if (client.ProxyClient is not null || client.LocalEndPoint is not null)
        {
            // The caller has set a proxy or a local address at the client, which take precedence over the account's.
            await client.ConnectAsync(endpoint.Host, endpoint.Port, tls, cancellationToken).ConfigureAwait(false);
            return;
        }

        var route = new ServerRoute(endpoint, settings, clock)
        {
            ValidateProxy = validateProxy,
            CheckRevocation = client.CheckCertificateRevocation,
        };
        try
        {
            await route.ResolveAsync(cancellationToken).ConfigureAwait(false);
            await route.ConnectAsync(settings.ConnectTimeout, cancellationToken).ConfigureAwait(false);
            if (route.Proxy is null)
            {
                await client.ConnectAsync(
                    route.Connection!.Socket, endpoint.Host, endpoint.Port, tls, cancellationToken).ConfigureAwait(false);
                return;
            }

            await route.OpenTunnelAsync(cancellationToken).ConfigureAwait(false);
            await client.ConnectAsync(
                new TunnelStream(route.Connection!), endpoint.Host, endpoint.Port, tls, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The client either owns the connection already and has closed it, or has not received it.
            route.Dispose();
            throw;
        }
    }
}
