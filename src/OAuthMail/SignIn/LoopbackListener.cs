using System.Net;
using System.Net.Sockets;

namespace OAuthMail.SignIn;

/// <summary>
/// Listens on the loopback interface only, for the redirect with the expected state. Other requests of browsers and programs get a
/// response and have no effect (RFC 8252 section 8).
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly List<TcpListener> _listeners;

    private LoopbackListener(List<TcpListener> listeners, Uri redirectUri)
    {
        _listeners = listeners;
        RedirectUri = redirectUri;
    }

    public Uri RedirectUri { get; }

    /// <summary>Starts to listen on the port of the redirect URI, or on a free port if it has none.</summary>
    public static LoopbackListener Start(Uri? registered, string host)
    {
        if (registered is not null && (registered.Scheme != "http" || !registered.IsLoopback))
        {
            throw new OAuthMailException(
                Problems.LoopbackUnavailable, $"The redirect URI {registered} is not an http address of this machine");
        }

        // A URI without a port allows any port. Uri.Port would return 80.
        var port = registered is null || registered.IsDefaultPort ? 0 : registered.Port;
        host = registered?.Host ?? host;
        var listeners = new List<TcpListener>();
        try
        {
            foreach (var address in Addresses(host))
            {
                if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6) continue;
                var listener = new TcpListener(address, port);
                try
                {
                    listener.Start(16);
                }
                catch (SocketException) when (listeners.Count > 0)
                {
                    // 'localhost' may resolve to both address families. One of them is sufficient.
                    listener.Stop();
                    continue;
                }

                listeners.Add(listener);
                port = ((IPEndPoint)listener.LocalEndpoint).Port;
            }
        }
        catch (SocketException failure)
        {
            foreach (var listener in listeners) listener.Stop();
            throw new OAuthMailException(Problems.LoopbackUnavailable, $"Listening on {host}:{port} failed: {failure.Message}", failure);
        }

        var redirect = new UriBuilder("http", host.Trim('[', ']'), port, registered?.AbsolutePath ?? "/").Uri;
        return new LoopbackListener(listeners, redirect);
    }

    /// <summary>Waits for the redirect.</summary>
    /// <returns>The query of the redirect, with the question mark.</returns>
    public async Task<string> WaitAsync(string state, string finalText, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = ending.Token.Register(() =>
        {
            found.TrySetCanceled(cancellationToken);
            foreach (var listener in _listeners) listener.Stop();
        });
        var accepting = _listeners.Select(listener => AcceptAsync(listener, state, finalText, found, ending.Token)).ToList();
        try
        {
            return await found.Task.ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(accepting).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners) listener.Stop();
    }

    private static IEnumerable<IPAddress> Addresses(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal)) return [literal];
        return [IPAddress.Loopback, IPAddress.IPv6Loopback];
    }

    private async Task AcceptAsync(
        TcpListener listener, string state, string finalText, TaskCompletionSource<string> found, CancellationToken cancellationToken)
    {
        var connections = new List<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
#if NET
                client = await listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);
#else
                client = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
#endif
            }
            catch (Exception failure) when (
                failure is SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                break;
            }

            // Browsers open connections in advance and leave them idle, so each connection is served separately.
            connections.RemoveAll(connection => connection.IsCompleted);
            connections.Add(ServeAsync(client, state, finalText, found, cancellationToken));
        }

        await Task.WhenAll(connections).ConfigureAwait(false);
    }

    private async Task ServeAsync(
        TcpClient client, string state, string finalText, TaskCompletionSource<string> found, CancellationToken cancellationToken)
    {
        using (client)
        using (cancellationToken.Register(static c => ((TcpClient)c!).Close(), client))
        {
            try
            {
                var exchange = new LoopbackExchange(client.GetStream(), RedirectUri.AbsolutePath, state);
                var query = await exchange.RunAsync(finalText, cancellationToken).ConfigureAwait(false);
                if (query is not null) found.TrySetResult(query);
            }
            catch (Exception failure) when (
                failure is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                // The browser closed the connection. It connects again if necessary.
            }
        }
    }
}
