using System.Net;
using System.Net.Sockets;

namespace OAuthMail.SignIn;

/// <summary>
/// Listens on the loopback interface, and only there, for the one redirect that carries the expected state. Everything else that
/// a browser or another program sends gets an answer and changes nothing (RFC 8252 section 8).
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

    /// <summary>Takes the port that the address names, or a free one.</summary>
    public static LoopbackListener Start(Uri? registered, string host)
    {
        if (registered is not null && (registered.Scheme != "http" || !registered.IsLoopback))
        {
            throw new OAuthMailException(Problems.LoopbackUnavailable, $"The redirect address {registered} is not one of this machine");
        }

        // Without a port in it the address leaves the choice; Uri itself would say 80.
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
                    // 'localhost' may mean either family; one that works is enough.
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
    /// <returns>Its query, with the question mark.</returns>
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

            // Browsers open connections ahead and leave them idle: each is served on its own.
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
                // The browser went away; it comes again if it wants to.
            }
        }
    }
}
