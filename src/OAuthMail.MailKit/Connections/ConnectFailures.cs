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

/// <summary>Converts exceptions while connecting to exceptions with a problem of the catalogue.</summary>
internal sealed class ConnectFailures(
    IMailService client, MailEndpoint endpoint, MailProtocol protocol, ConnectionSettings settings, CertificateCheck check)
{
    private readonly Redactor _redactor = LoginRedactor.Of(client);

    /// <summary>Returns whether the server or the network caused an exception, rather than a mistake of the caller.</summary>
    public static bool IsServerOrNetworkFailure(Exception failure) =>
        LoginFailures.IsServerOrNetworkFailure(failure) || failure is WireException or SslHandshakeException or NotSupportedException
            or System.Security.Authentication.AuthenticationException;

    public MailServerException CreateException(Exception failure, IReadOnlyList<string>? logged)
    {
        var lines = RejectionLines.Find(protocol, logged, failure, _redactor);
        var (problem, detail, retryAfter) = Find(failure, lines);
        var cause = LoginRedactor.Clean((failure as WireException)?.InnerException ?? failure, _redactor);
        return new MailServerException(problem, protocol, endpoint, detail, cause)
        {
            ServerWords = lines,
            RetryAfter = retryAfter,
        };
    }

    private (Problem Problem, string Detail, TimeSpan? RetryAfter) Find(Exception failure, string[] lines)
    {
        if (MailServices.GetLogger(client)?.HasDetectedInjection == true && failure is SslHandshakeException)
        {
            return (
                Problems.StartTlsInjection,
                $"Unencrypted octets followed the reply with which {endpoint} confirmed STARTTLS, so the TLS handshake failed.", null);
        }

        if (failure is WireException wire) return (wire.Problem, wire.Message, null);
        if (check.Problem is { } untrusted) return (untrusted, check.Explain(), null);
        if (failure is SslHandshakeException or System.Security.Authentication.AuthenticationException) return FindInHandshake(failure);
        if (lines.Length > 0)
        {
            var match = ServerReplyCatalogue.Find(
                ReplyEvidence.For(protocol, ReplyStep.Connect, lines, provider: null, endpoint.Host, flow: null));
            var isStartTls = IsStartTlsRejection(failure);
            var isGeneral = match.Problem == Problems.ServerRefused || match.Problem == Problems.ServerNotReady
                || (match.Problem == Problems.ServerBusy && isStartTls);
            return (
                isGeneral ? (isStartTls ? Problems.StartTlsRefused : Problems.ServerNotReady) : match.Problem,
                $"{endpoint} replied: {ServerReplyCatalogue.Quote(lines)}", match.RetryAfter);
        }

        return failure switch
        {
            NotSupportedException => (Problems.StartTlsMissing, $"{endpoint} does not offer STARTTLS.", null),
            ProxyProtocolException => (
                Problems.ProxyCannotReachServer,
                $"The proxy {ProxyName} did not connect to {endpoint}: {LoginRedactor.Clean(failure.Message, _redactor)}", null),
            SocketException socket => FindInSocket(socket),
            _ => FindOther(failure),
        };
    }

    private (Problem Problem, string Detail, TimeSpan? RetryAfter) FindInHandshake(Exception failure)
    {
        // A connection that is lost during a handshake is a transient failure and no evidence of a TLS problem.
        var cause = failure.InnerException ?? failure;
        return LoginFailures.IsTimeout(cause) || cause is IOException or SocketException
            ? FindOther(cause)
            : (Problems.TlsFailed, $"The TLS handshake with {endpoint} failed: {LoginRedactor.Clean(cause.Message, _redactor)}", null);
    }

    /// <summary>Handles socket errors of a client whose proxy or local end point the caller has set.</summary>
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
            (Problems.MailServerSilent, $"{endpoint} did not reply within {client.Timeout / 1000.0:0.#} seconds.", null),
        ProtocolException when !LoginFailures.IsDisconnect(failure) =>
            (Problems.ServerReplyInvalid, $"{endpoint}: {LoginRedactor.Clean(failure.Message, _redactor)}", null),
        _ => (
            Problems.ConnectionLost,
            $"The connection to {endpoint} was lost before the login: {LoginRedactor.Clean(failure.Message, _redactor)}", null),
    };

    private string? ProxyName => client.ProxyClient is { } proxy ? $"{proxy.ProxyHost}:{proxy.ProxyPort}" : null;

    /// <summary>
    /// Returns whether the server rejected STARTTLS although it offers it. At this point, STARTTLS is the only command it can reject.
    /// </summary>
    private bool IsStartTlsRejection(Exception failure) =>
        endpoint.Tls == TlsMode.StartTls && failure is CommandException && client switch
        {
            ISmtpClient smtp => smtp.Capabilities.HasFlag(SmtpCapabilities.StartTLS),
            IImapClient imap => imap.Capabilities.HasFlag(ImapCapabilities.StartTLS),
            IPop3Client pop3 => pop3.Capabilities.HasFlag(Pop3Capabilities.StartTLS),
            _ => false,
        };
}
