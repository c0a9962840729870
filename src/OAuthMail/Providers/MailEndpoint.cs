using System.Globalization;

namespace OAuthMail;

/// <summary>Represents the address of a mail server, and how the connection becomes encrypted.</summary>
public sealed class MailEndpoint : IEquatable<MailEndpoint>
{
    /// <summary>Creates an address.</summary>
    /// <param name="host">The host name, which the server's certificate must contain, or an IP address.</param>
    /// <param name="port">The TCP port, between 1 and 65535.</param>
    /// <param name="tls">How the connection becomes encrypted.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is not a host name or an IP address.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="port"/> is out of range, or <paramref name="tls"/> is undefined.
    /// </exception>
    public MailEndpoint(string host, int port, TlsMode tls)
    {
        ArgumentNullException.ThrowIfNull(host);

        // .NET accepts any characters after the percent sign of an IPv6 zone, including line breaks.
        if (!IsHost(host)) throw new ArgumentException("The host is neither a host name nor an IP address.", nameof(host));
        if (port is < 1 or > 65535) throw new ArgumentOutOfRangeException(nameof(port), port, "A port must be between 1 and 65535.");
        Host = host;
        Port = port;
        Tls = EnumArgument.Require(tls);
    }

    internal static bool IsHost(string host) =>
        Uri.CheckHostName(host) != UriHostNameType.Unknown && host.All(c => c is > ' ' and not '\x7f' && !char.IsControl(c));

    /// <summary>Gets the host name, which the server's certificate must contain.</summary>
    public string Host { get; }

    /// <summary>Gets the TCP port.</summary>
    public int Port { get; }

    /// <summary>Gets how the connection becomes encrypted.</summary>
    public TlsMode Tls { get; }

    /// <inheritdoc />
    public bool Equals(MailEndpoint? other) =>
        other is not null && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase) && Port == other.Port && Tls == other.Tls;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as MailEndpoint);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Host) ^ Port;

    /// <summary>Returns the host and the port as <c>host:port</c>.</summary>
    /// <returns>The host and the port.</returns>
    public override string ToString() => Host.Contains(':')
        ? string.Format(CultureInfo.InvariantCulture, "[{0}]:{1}", Host, Port)
        : string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Host, Port);
}
