using System.Net.Sockets;
using OAuthMail.Errors;

namespace OAuthMail.Networking;

/// <summary>
/// Asks a proxy to forward a connection to a mail server. The length of its replies is limited. Proxy failures are never reported as
/// mail server failures.
/// </summary>
internal abstract class ProxyTunnel(MailProxy proxy, WireConnection connection)
{
    // The proxy's password may be a common word. A separate redactor keeps it out of the proxy's replies without changing mail server text.
    private readonly Redactor _redactor = new();

    protected MailProxy Proxy => proxy;

    public static ProxyTunnel Create(MailProxy proxy, WireConnection connection) => proxy.Kind switch
    {
        MailProxyKind.Socks4 or MailProxyKind.Socks4a => new Socks4Tunnel(proxy, connection),
        MailProxyKind.Socks5 => new Socks5Tunnel(proxy, connection),
        _ => new HttpTunnel(proxy, connection),
    };

    /// <summary>Opens the tunnel. Afterwards the connection carries the mail server's data.</summary>
    /// <exception cref="WireException">The proxy did not connect to the mail server.</exception>
    public async Task OpenAsync(ProxyTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (WireException failure) when (failure.Problem == Problems.ServerReplyInvalid)
        {
            throw Fail(Problems.ProxyReplyInvalid, "sent a line that is too long");
        }
        catch (Exception failure) when (
            failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException
                || (failure as WireException)?.Problem == Problems.ConnectionLost)
        {
            throw cancellationToken.IsCancellationRequested
                ? Fail(Problems.ProxySilent, "did not respond in time", failure)
                : Fail(Problems.ProxyConnectionLost, "closed the connection", failure);
        }
    }

    protected abstract Task RequestAsync(ProxyTarget target, CancellationToken cancellationToken);

    protected void Hide(string secret) => _redactor.Add(secret);

    protected Task WriteAsync(byte[] octets, CancellationToken cancellationToken) => connection.WriteAsync(octets, cancellationToken);

    protected Task<byte[]> ReadBlockAsync(int count, CancellationToken cancellationToken) =>
        connection.ReadAsync((reader, cancel) => reader.ReadBlockAsync(count, cancel), cancellationToken);

    protected async Task<string> ReadTextAsync(CancellationToken cancellationToken) =>
        _redactor.Clean(
            await connection.ReadAsync((reader, cancel) => reader.ReadTextAsync(cancel), cancellationToken).ConfigureAwait(false));

    /// <param name="problem">The problem.</param>
    /// <param name="what">The rest of the sentence after the proxy's name.</param>
    /// <param name="cause">The cause, or <see langword="null"/> if unknown.</param>
    protected WireException Fail(Problem problem, string what, Exception? cause = null) =>
        new(problem, $"The proxy {proxy} {what}.", null, cause);
}
