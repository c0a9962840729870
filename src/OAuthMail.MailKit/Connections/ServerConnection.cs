using System.Net.Security;
using OAuthMail.Errors;
using OAuthMail.MailKit.Authentication;
using OAuthMail.Networking;

namespace OAuthMail.MailKit.Connections;

/// <summary>
/// The way to a server that is verified and encrypted, within the account's time limit: the same way as a connection test takes.
/// </summary>
internal sealed class ServerConnection(ConnectionSettings settings, TimeProvider clock, RemoteCertificateValidationCallback? validateProxy)
{
    public TimeProvider Clock => clock;

    public async Task OpenAsync(IMailService client, MailEndpoint endpoint, MailProtocol protocol, CancellationToken cancellationToken)
    {
        using var limit = clock.CreateCancellationTokenSource(settings.ConnectTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var callers = client.ServerCertificateValidationCallback;
        var check = new CertificateCheck(endpoint.Host, callers);
        var certificates = client.ClientCertificates;
        var logger = MailServices.GetLogger(client);

        // For this handshake only: the next one may have a newer certificate.
        if (certificates is null or { Count: 0 } && settings.GetClientCertificate() is { } certificate)
        {
            client.ClientCertificates = [certificate];
        }
        client.ServerCertificateValidationCallback = check.Validate;
        logger?.BeginLogin(new Redactor());
        try
        {
            await ConnectAsync(client, endpoint, either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (ConnectFailures.IsForeign(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectFailures(client, endpoint, protocol, settings, check).Explain(failure, logger?.Words);
        }
        finally
        {
            logger?.EndLogin();
            client.ServerCertificateValidationCallback = callers;
            client.ClientCertificates = certificates;
        }

        if (logger?.SawInjection == true)
        {
            await RefuseAsync(
                Problems.StartTlsInjection,
                $"Octets in clear came behind {endpoint}'s confirmation of TLS. They were not believed.").ConfigureAwait(false);
        }
        if (client.IsAuthenticated)
        {
            await RefuseAsync(
                Problems.ServerReplyInvalid,
                $"{endpoint} greets as if somebody had logged in already, so nobody knows whose mailbox it is.").ConfigureAwait(false);
        }

        async Task RefuseAsync(Problem problem, string detail)
        {
            await MailServices.DropAsync(client).ConfigureAwait(false);
            throw new MailServerException(problem, protocol, endpoint, detail);
        }
    }

    private async Task ConnectAsync(IMailService client, MailEndpoint endpoint, CancellationToken cancellationToken)
    {
        var tls = endpoint.Tls == TlsMode.Implicit ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        if (client.ProxyClient is not null || client.LocalEndPoint is not null)
        {
            // The caller knows another way.
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
            // The client has it by now, or will never have it.
            route.Dispose();
            throw;
        }
    }
}
