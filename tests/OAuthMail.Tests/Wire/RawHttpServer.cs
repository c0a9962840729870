using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuthMail.Tests.Wire;

/// <summary>
/// An HTTPS server that replaces an authorization server, sends the exact octets that a test specifies, and closes the connection.
/// </summary>
internal sealed class RawHttpServer : IAsyncDisposable
{
    public const string PortalPage =
        "<!DOCTYPE html><html><head><title>Welcome to the hotel</title></head><body>Please sign in.</body></html>";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Func<Stream, CancellationToken, Task> _answer;
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;
    private int _requests;
    private long _sent;

    public RawHttpServer(X509Certificate2 certificate, Func<Stream, CancellationToken, Task> answer)
    {
        _certificate = certificate;
        _answer = answer;
        _listener.Start();
        Endpoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>Gets the number of received requests.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Gets the number of sent octets of an endless response.</summary>
    public long Sent => Volatile.Read(ref _sent);

    public static Func<Stream, CancellationToken, Task> Page(int status) => Respond(status, "text/html; charset=utf-8", PortalPage);

    public static Func<Stream, CancellationToken, Task> Redirect(int status, string location) =>
        Send($"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public static Func<Stream, CancellationToken, Task> Respond(int status, string type, string body, int? announced = null) =>
        Send(
            $"HTTP/1.1 {status} Answer\r\nContent-Type: {type}\r\n"
            + $"Content-Length: {announced ?? Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    public static Func<Stream, CancellationToken, Task> Send(string text) =>
        (stream, stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask();

    /// <summary>Returns a small response that exceeds the limit after decompression.</summary>
    public static Func<Stream, CancellationToken, Task> DecompressionBomb(int length)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(new byte[length]);
        var head = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
            + $"Content-Length: {packed.Length.ToString(CultureInfo.InvariantCulture)}\r\nConnection: close\r\n\r\n");
        var whole = head.Concat(packed.ToArray()).ToArray();
        return (stream, stop) => stream.WriteAsync(whole, stop).AsTask();
    }

    /// <summary>Sends an endless response until the client stops reading.</summary>
    public async Task SendWithoutEndAsync(Stream stream, CancellationToken stop)
    {
        await Send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")(stream, stop);
        var blanks = new byte[16 * 1024];
        Array.Fill(blanks, (byte)' ');
        while (true)
        {
            await stream.WriteAsync(blanks, stop);
            Interlocked.Add(ref _sent, blanks.Length);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The test has finished.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var ended = client;
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            if (!await ReadRequestAsync(stream)) return;
            Interlocked.Increment(ref _requests);
            await _answer(stream, _stop.Token);
            await stream.ShutdownAsync();

            // Closing a connection with unread data would reset it.
            client.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(new byte[1024], _stop.Token) > 0)
            {
            }
        }
        catch (Exception e) when (
            e is IOException or SocketException or OperationCanceledException or ObjectDisposedException
                or AuthenticationException or InvalidOperationException)
        {
            // The client or the test has closed the connection.
        }
    }

    private async Task<bool> ReadRequestAsync(SslStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var length = 0;
        var first = true;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
            }
            if (line.Length == 0 && !first)
            {
                // A read into an empty buffer still waits for data.
                return length == 0 || await reader.ReadBlockAsync(new char[length], _stop.Token) == length;
            }

            first = false;
        }

        return false;
    }
}
