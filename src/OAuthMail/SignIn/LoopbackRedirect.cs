using System.Globalization;

namespace OAuthMail.SignIn;

/// <summary>
/// A loopback redirect URI. Servers compare it as text, so that only a missing port is inserted, and everything else stays as it was
/// registered.
/// </summary>
internal sealed class LoopbackRedirect
{
    private readonly string _text;
    private readonly int _portStart;

    public LoopbackRedirect(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = text.IndexOfAny(['/', '?', '#'], start);
        if (end < 0) end = text.Length;
        if (text[end - 1] == ':') text = text.Remove(--end, 1);
        _text = text;
        _portStart = end;

        // An IPv6 address contains colons too, within its brackets. Uri.Port would return 80 for a URI without a port.
        var hostEnd = text.LastIndexOfAny([']', '@'], end - 1, end - start);
        var hasPort = text.IndexOf(':', hostEnd < 0 ? start : hostEnd, end - (hostEnd < 0 ? start : hostEnd)) >= 0;
        Port = hasPort ? new Uri(text).Port : null;
    }

    /// <summary>Gets the port, or <see langword="null"/> if any port is allowed.</summary>
    public int? Port { get; }

    public Uri WithPort(int port) =>
        new(Port is null ? _text.Insert(_portStart, ":" + port.ToString(CultureInfo.InvariantCulture)) : _text);
}
