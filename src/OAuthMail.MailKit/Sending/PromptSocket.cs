using System.Net;
using System.Net.Sockets;

namespace OAuthMail.MailKit.Sending;

/// <summary>
/// Sockets that send what they are given at once (TCP_NODELAY). MailKit leaves Nagle's algorithm on: the last piece of a message longer than
/// 4 KB then waits until the server has confirmed the one before, which servers put off for 40 milliseconds or more.
/// </summary>
internal static class PromptSocket
{
    public static async Task<Socket> ConnectAsync(string host, int port, IPEndPoint? from, CancellationToken cancellationToken)
    {
        var addresses = await Names.ResolveAsync(host, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        for (var i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(addresses[i], port), from, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                // The next address may be reached.
            }
        }
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint server, IPEndPoint? from, CancellationToken cancellationToken)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (from is not null) socket.Bind(from);
            using (cancellationToken.Register(socket.Dispose)) await socket.ConnectAsync(server).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return socket;
        }
        catch
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }
}
