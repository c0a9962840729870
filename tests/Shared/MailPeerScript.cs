using System.Text;

namespace OAuthMail.Tests.Shared;

/// <summary>
/// The steps of a <see cref="ScriptedMailPeer"/> in one connection. After the last step, the connection stays open and silent.
/// </summary>
internal sealed class MailPeerScript
{
    private readonly List<Step> _steps = [];

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Sends lines with CR LF in one write.</summary>
    public MailPeerScript Send(params string[] lines) => SendRaw(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\r\n"))));

    /// <summary>Sends a line that starts with the tag of the client's last IMAP command.</summary>
    public MailPeerScript SendTagged(string line) => Add("SendTagged", (peer, stop) =>
        peer.WriteAsync(
            Encoding.UTF8.GetBytes($"{peer.ClientLines.Last(l => l.Length > 9 && l[9] == ' ' && char.IsAsciiDigit(l[8]))[..9]} {line}\r\n"),
            stop));

    /// <summary>Sends octets unchanged in one write.</summary>
    public MailPeerScript SendRaw(byte[] octets) => Add("Send", (peer, stop) => peer.WriteAsync(octets, stop));

    /// <summary>Reads a line, which must match the pattern; <c>*</c> matches any text.</summary>
    public MailPeerScript Expect(string pattern) => Add($"Expect({pattern})", (peer, stop) => peer.ExpectAsync(pattern, stop));

    /// <summary>Reads any data in one read.</summary>
    public MailPeerScript Read() => Add("Read", (peer, stop) => peer.ReadAnythingAsync(stop));

    /// <summary>Reads lines up to the final dot of an SMTP message.</summary>
    public MailPeerScript ExpectMessage() => Add("ExpectMessage", async (peer, stop) =>
    {
        while (await peer.ReadLineAsync(stop) != ".")
        {
        }
    });

    /// <summary>Starts TLS. The script must have confirmed STARTTLS or STLS before.</summary>
    public MailPeerScript StartTls() => Add("StartTls", (peer, stop) => peer.StartTlsAsync(stop));

    /// <summary>Waits until the test completes the task.</summary>
    public MailPeerScript Hold(Task gate) => Add("Hold", (_, stop) => gate.WaitAsync(stop));

    /// <summary>Closes the connection with FIN.</summary>
    public MailPeerScript Close() => Add("Close", (peer, _) => peer.CloseAsync());

    /// <summary>Resets the connection, so that the client's next read or write fails.</summary>
    public MailPeerScript Cut() => Add("Cut", (peer, _) => peer.CutAsync());

    private MailPeerScript Add(string name, Func<ScriptedMailConnection, CancellationToken, Task> run)
    {
        _steps.Add(new Step(name, run));
        return this;
    }

    internal sealed record Step(string Name, Func<ScriptedMailConnection, CancellationToken, Task> RunAsync);
}
