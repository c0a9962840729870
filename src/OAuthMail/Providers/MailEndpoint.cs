using System.Globalization;

namespace OAuthMail;

/// <summary>Where a mail server listens, and how the connection becomes encrypted.</summary>
public sealed class MailEndpoint : IEquatable<MailEndpoint>
{
    /// <summary>Names a server.</summary>
    /// <param name="host">The host name that its certificate must carry, or an IP literal.</param>
    /// <param name="port">The TCP port, 1 to 65535.</param>
    /// <param name="tls">How TLS begins.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is not a host name or IP literal.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of range.</exception>
    public MailEndpoint(string host, int port, TlsMode tls)
    {
        ArgumentNullException.ThrowIfNull(host);

        // The framework takes anything behind the percent sign of an IPv6 zone, line breaks included.
        if (!IsHost(host)) throw new ArgumentException("The host is neither a host name nor an IP address.", nameof(host));
        if (port is < 1 or > 65535) throw new ArgumentOutOfRangeException(nameof(port), port, "A port is a number from 1 to 65535.");
        Host = host;
        Port = port;
        Tls = tls;
    }

    internal static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown && host.All(c => c is > ' ' and not '\x7f' && !char.IsControl(c));

    /// <summary>The host name that the server's certificate must carry.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>How TLS begins.</summary>
    public TlsMode Tls { get; }

    /// <inheritdoc />
    public bool Equals(MailEndpoint? other) =>
        other is not null && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase) && Port == other.Port && Tls == other.Tls;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as MailEndpoint);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Host) ^ Port;

    /// <summary>The host and the port, as <c>host:port</c>.</summary>
    /// <returns>The host and the port.</returns>
    public override string ToString() => Host.Contains(':')
        ? string.Format(CultureInfo.InvariantCulture, "[{0}]:{1}", Host, Port)
        : string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Host, Port);
}
