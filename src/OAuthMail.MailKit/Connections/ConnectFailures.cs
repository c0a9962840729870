using System.Net.Sockets;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Proxy;
using MailKit.Net.Smtp;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;
using OAuthMail.Networking;

namespace OAuthMail.MailKit.Connections;

/// <summary>From exceptions on the way to a server to the catalogue's row.</summary>
internal sealed class ConnectFailures(
    IMailService client, MailEndpoint endpoint, MailProtocol protocol, ConnectionSettings settings, CertificateCheck check)
{
    public static bool IsForeign(Exception failure) =>
        LoginFailures.IsForeign(failure) || failure is WireException or SslHandshakeException or NotSupportedException or System.Security.Authentication.AuthenticationException;

    public MailServerException Explain(Exception failure, IReadOnlyList<string>? logged)
    {
        var words = ServerWords.Find(protocol, logged, failure, new Redactor());
        var (problem, detail, wait) = Find(failure, words);
        return new MailServerException(
            problem, protocol, endpoint, detail,
            (failure as WireException)?.InnerException ?? failure) { ServerWords = words, RetryAfter = wait };
    }

    private (Problem Problem, string Detail, TimeSpan? RetryAfter) Find(Exception failure, string[] words)
    {
        if (MailServices.GetLogger(client)?.SawInjection == true && failure is SslHandshakeException)
        {
            return (
                Problems.StartTlsInjection, $"Octets in clear came behind {endpoint}'s confirmation of TLS, which spoiled the handshake.",
                null);
        }

        if (failure is WireException wire) return (wire.Problem, wire.Message, null);
        if (check.Problem is { } refused) return (refused, check.Explain(), null);
        if (failure is SslHandshakeException or System.Security.Authentication.AuthenticationException) return FindInHandshake(failure);
        if (words.Length > 0)
        {
            var match = ServerReplyCatalogue.Find(protocol, words, null, login: false);
            var isGeneral = match.Problem == Problems.ServerRefused || (match.Problem == Problems.ServerBusy && AskedForTls(failure));
            return (
                isGeneral ? (AskedForTls(failure) ? Problems.StartTlsRefused : Problems.ServerNotReady) : match.Problem,
                $"{endpoint} said: {words[words.Length - 1]}", match.RetryAfter);
        }

        return failure switch
        {
            NotSupportedException => (Problems.StartTlsMissing, $"{endpoint} does not offer to begin TLS.", null),
            ProxyProtocolException => (
                Problems.ProxyCannotReachServer,
                $"The proxy {ProxyName} did not connect to {endpoint}: {ForeignText.Clean(failure.Message, 500)}", null),
            SocketException socket => FindInSocket(socket),
            _ => FindOther(failure),
        };
    }

    private (Problem Problem, string Detail, TimeSpan? RetryAfter) FindInHandshake(Exception failure)
    {
        // A connection that is lost in a handshake says nothing about TLS, and passes.
        var cause = failure.InnerException ?? failure;
        return LoginFailures.IsTimeout(cause) || cause is IOException or SocketException
            ? FindOther(cause)
            : (Problems.TlsFailed, $"The TLS handshake with {endpoint} failed: {ForeignText.Clean(cause.Message, 500)}", null);
    }

    /// <summary>On a way that the caller set at the client.</summary>
    private (Problem Problem, string Detail, TimeSpan? RetryAfter) FindInSocket(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain when ProxyName is { } proxy =>
            (Problems.ProxyNotFound, $"The proxy {proxy}: {failure.Message}.", null),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            (Problems.HostNotFound, $"'{endpoint.Host}': {failure.Message}.", null),
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported when client.LocalEndPoint is { } local =>
            (Problems.LocalAddressUnusable, $"{local.Address}: {failure.Message}.", null),
        _ when ProxyName is { } proxy => (Problems.ProxyUnreachable, $"The proxy {proxy}: {failure.Message}.", null),
        _ => (Problems.HostUnreachable, $"{endpoint}: {failure.Message}.", null),
    };

    private (Problem Problem, string Detail, TimeSpan? RetryAfter) FindOther(Exception failure) => failure switch
    {
        OperationCanceledException =>
            (Problems.MailServerSilent, $"{endpoint} was not ready within {settings.ConnectTimeout.TotalSeconds:0.#} seconds.", null),
        _ when LoginFailures.IsTimeout(failure) =>
            (Problems.MailServerSilent, $"{endpoint} did not answer within {client.Timeout / 1000.0:0.#} seconds.", null),
        ProtocolException when !LoginFailures.IsDisconnect(failure) =>
            (Problems.ServerReplyInvalid, $"{endpoint}: {ForeignText.Clean(failure.Message, 500)}", null),
        _ => (
            Problems.ConnectionLost, $"The connection to {endpoint} ended before the login: {ForeignText.Clean(failure.Message, 500)}",
            null),
    };

    private string? ProxyName => client.ProxyClient is { } proxy ? $"{proxy.ProxyHost}:{proxy.ProxyPort}" : null;

    /// <summary>Whether the server, which offers TLS, refused to begin it: there is no other command that it could refuse then.</summary>
    private bool AskedForTls(Exception failure) => endpoint.Tls == TlsMode.StartTls && failure is CommandException && client switch
    {
        ISmtpClient smtp => smtp.Capabilities.HasFlag(SmtpCapabilities.StartTLS),
        IImapClient imap => imap.Capabilities.HasFlag(ImapCapabilities.StartTLS),
        IPop3Client pop3 => pop3.Capabilities.HasFlag(Pop3Capabilities.StartTLS),
        _ => false,
    };
}
