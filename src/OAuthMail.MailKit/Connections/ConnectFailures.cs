using System.Net.Sockets;
using MailKit.Net.Proxy;
using OAuthMail.Accounts;
using OAuthMail.ConnectionTest;
using OAuthMail.Diagnosis;
using OAuthMail.MailKit.Authentication;
using OAuthMail.Providers;
using OAuthMail.Replies;

namespace OAuthMail.MailKit.Connections;

/// <summary>From MailKit's exceptions on the way to a server to the catalogue's row.</summary>
internal static class ConnectFailures
{
    public static bool IsForeign(Exception failure) =>
        LoginFailures.IsForeign(failure) || failure is SslHandshakeException or NotSupportedException or System.Security.Authentication.AuthenticationException;

    public static MailServerException Explain(
        MailEndpoint endpoint, MailProtocol protocol, MailConnection connection, CertificateCheck check, Exception failure, IReadOnlyList<string>? logged, Redactor redactor)
    {
        var words = ServerWords.Find(protocol, logged, failure, redactor);
        var (problem, detail, wait) = Find(endpoint, protocol, connection, check, failure, words);
        return new MailServerException(problem, protocol, endpoint, detail, failure) { ServerWords = words, RetryAfter = wait };
    }

    private static (Problem Problem, string Detail, TimeSpan? RetryAfter) Find(
        MailEndpoint endpoint, MailProtocol protocol, MailConnection connection, CertificateCheck check, Exception failure, string[] words)
    {
        if (check.Problem is { } refused) return (refused, check.Explain(), null);
        if (failure is ProxyProtocolException) return (Problems.HostUnreachable, $"The proxy {connection.Proxy} did not connect to {endpoint}: {failure.Message}", null);
        if (failure is SslHandshakeException or System.Security.Authentication.AuthenticationException)
        {
            return (Problems.TlsFailed, $"The TLS handshake with {endpoint} failed: {(failure.InnerException ?? failure).Message}", null);
        }

        if (words.Length > 0)
        {
            var match = ServerReplyCatalogue.Find(protocol, words, null, login: false);
            var problem = match.Problem == Problems.ServerRefused ? Problems.ServerNotReady : match.Problem;
            return (problem, $"{endpoint} said: {words[words.Length - 1]}", match.RetryAfter);
        }

        return failure switch
        {
            NotSupportedException => (Problems.StartTlsMissing, $"{endpoint} does not offer to begin TLS.", null),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                (Problems.HostNotFound, $"'{connection.Proxy?.Host ?? endpoint.Host}': {failure.Message}.", null),
            SocketException when connection.Proxy is not null => (Problems.HostUnreachable, $"The proxy {connection.Proxy}: {failure.Message}.", null),
            SocketException => (Problems.HostUnreachable, $"{endpoint}: {failure.Message}.", null),
            OperationCanceledException => (Problems.MailServerSilent, $"{endpoint} was not ready within {connection.ConnectTimeout.TotalSeconds:0.#} seconds.", null),
            TimeoutException => (Problems.MailServerSilent, $"{endpoint} did not answer within {connection.Timeout.TotalSeconds:0.#} seconds.", null),
            ProtocolException when !failure.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase) =>
                (Problems.ServerReplyInvalid, $"{endpoint}: {ForeignText.Clean(failure.Message, 500)}", null),
            _ => (Problems.ConnectionLost, $"The connection to {endpoint} ended before the login: {ForeignText.Clean(failure.Message, 500)}", null),
        };
    }
}
