using System.Net;
using System.Net.Sockets;

namespace OAuthMail.SignIn;

/// <summary>
/// Listens on the loopback interface only, for the redirect with the expected state. Other requests of browsers and programs get a
/// response and have no effect (RFC 8252 section 8).
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int MaximumPortAttempts = 20;

    /// <summary>The wait after a failed accept. The usual cause is a lack of file descriptors, which passes.</summary>
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(200);

    private readonly List<TcpListener> _listeners;

    private LoopbackListener(List<TcpListener> listeners, Uri redirectUri)
    {
        _listeners = listeners;
        RedirectUri = redirectUri;
    }

    public Uri RedirectUri { get; }

    /// <summary>Gets or sets the function that accepts a connection. Tests replace it.</summary>
    internal Func<TcpListener, CancellationToken, Task<TcpClient>> Accept { get; set; } = static (listener, cancellationToken) =>
#if NET
        listener.AcceptTcpClientAsync(cancellationToken).AsTask();
#else
        listener.AcceptTcpClientAsync();
#endif

    /// <summary>Starts to listen on the port of the redirect URI, or on a free port if it has none.</summary>
    public static LoopbackListener Start(Uri? registered, string host)
    {
        if (registered is not null && (registered.Scheme != "http" || !registered.IsLoopback))
        {
            throw new OAuthMailException(
                Problems.LoopbackUnavailable, $"The redirect URI {registered} is not an http address of this machine");
        }

        var redirect = new LoopbackRedirect(registered?.OriginalString ?? $"http://{host}/");
        host = registered?.Host ?? host;
        for (var attempt = 1; ; attempt++)
        {
            var listeners = new List<TcpListener>();
            try
            {
                Listen(listeners, host, redirect.Port);
                return new LoopbackListener(listeners, redirect.WithPort(((IPEndPoint)listeners[0].LocalEndpoint).Port));
            }
            catch (SocketException failure)
            {
                foreach (var listener in listeners) listener.Stop();

                // If any port is allowed, another one is tried: another program holds this one on the second address.
                if (redirect.Port is null && listeners.Count > 0 && attempt < MaximumPortAttempts) continue;
                throw new OAuthMailException(
                    Problems.LoopbackUnavailable, $"Listening on {host}:{redirect.Port ?? 0} failed: {failure.Message}", failure);
            }
        }
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

    /// <summary>
    /// Listens on all addresses of a host. The browser chooses one of the addresses of 'localhost'. If another program held the port on
    /// that address, it would receive the redirect, and the sign-in would wait in vain.
    /// </summary>
    private static void Listen(List<TcpListener> listeners, string host, int? port)
    {
        foreach (var address in Addresses(host))
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6) continue;
            var listener = new TcpListener(address, port ?? 0);
            try
            {
                listener.Start(16);
            }
            catch (SocketException failure) when (listeners.Count > 0 && IsMissing(failure))
            {
                // The machine has no such address, so that the browser cannot use it either.
                listener.Stop();
                continue;
            }
            catch (SocketException)
            {
                listener.Stop();
                throw;
            }

            listeners.Add(listener);
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }

    private static bool IsMissing(SocketException failure) => failure.SocketErrorCode is
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported
        or SocketError.ProtocolNotSupported;

    private async Task AcceptAsync(
        TcpListener listener, string state, string finalText, TaskCompletionSource<string> found, CancellationToken cancellationToken)
    {
        var connections = new List<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await Accept(listener, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                // A connection that cannot be accepted must not end the wait, because the browser connects again.
                if (failure is ObjectDisposedException)
                {
                    found.TrySetException(new OAuthMailException(
                        Problems.LoopbackUnavailable, $"Listening on {RedirectUri} ended: {failure.Message}", failure));
                    break;
                }

                await PauseAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            // Browsers open connections in advance and leave them idle, so each connection is served separately.
            connections.RemoveAll(connection => connection.IsCompleted);
            connections.Add(ServeAsync(client, state, finalText, found, cancellationToken));
        }

        await Task.WhenAll(connections).ConfigureAwait(false);
    }

    private static async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(AcceptPause, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop ends.
        }
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
