using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Tests;

/// <summary>
/// Finds ports for servers that need to know theirs in advance. The ports are below those that the operating system assigns by itself
/// (from 32768 on Linux), so that no connection or server of another test takes one in between.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int End = 32_000;

    /// <summary>Returns a port that is free on all of the addresses.</summary>
    public static int Find(params IPAddress[] addresses)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (Array.TrueForAll(addresses.Length > 0 ? addresses : [IPAddress.Loopback], address => IsFree(address, port))) return port;
        }
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
