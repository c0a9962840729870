using System.Net.Sockets;
using OAuthMail.Errors;

namespace OAuthMail.Networking;

/// <summary>
/// Asks a proxy to lead a connection on to a mail server. What it answers is bounded, and its failures are never the mail server's.
/// </summary>
internal abstract class ProxyTunnel(MailProxy proxy, WireConnection connection)
{
    // Of its own: a password of the proxy's that is an ordinary word must not spoil what the mail server says.
    private readonly Redactor _redactor = new();

    protected MailProxy Proxy => proxy;

    public static ProxyTunnel Create(MailProxy proxy, WireConnection connection) => proxy.Kind switch
    {
        MailProxyKind.Socks4 or MailProxyKind.Socks4a => new Socks4Tunnel(proxy, connection),
        MailProxyKind.Socks5 => new Socks5Tunnel(proxy, connection),
        _ => new HttpTunnel(proxy, connection),
    };

    /// <summary>Goes through. The next octets on the connection are the mail server's.</summary>
    /// <exception cref="WireException">The proxy did not lead there.</exception>
    public async Task OpenAsync(ProxyTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(target, cancellationToken).ConfigureAwait(false);
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
                ? Fail(Problems.ProxySilent, "did not answer in time", failure)
                : Fail(Problems.ProxyConnectionLost, "closed the connection", failure);
        }
    }

    protected abstract Task AskAsync(ProxyTarget target, CancellationToken cancellationToken);

    protected void Hide(string secret) => _redactor.Add(secret);

    protected Task WriteAsync(byte[] octets, CancellationToken cancellationToken) => connection.WriteAsync(octets, cancellationToken);

    protected Task<byte[]> ReadBlockAsync(int count, CancellationToken cancellationToken) =>
        connection.ReadAsync((reader, cancel) => reader.ReadBlockAsync(count, cancel), cancellationToken);

    protected async Task<string> ReadTextAsync(CancellationToken cancellationToken) =>
        _redactor.Clean(
            await connection.ReadAsync((reader, cancel) => reader.ReadTextAsync(cancel), cancellationToken).ConfigureAwait(false));

    /// <param name="problem">The catalogue's row.</param>
    /// <param name="what">What the proxy did, after its name.</param>
    /// <param name="cause">What caused it, if anything.</param>
    protected WireException Fail(Problem problem, string what, Exception? cause = null) =>
        new(problem, $"The proxy {proxy} {what}.", null, cause);
}
