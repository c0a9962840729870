using System.Text;

namespace OAuthMail.Tests.Shared;

/// <summary>What a <see cref="ScriptedMailPeer"/> does in one connection, step after step. At its end it stays, and says no more.</summary>
internal sealed class MailPeerScript
{
    private readonly List<Step> _steps = [];

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Sends lines, each with CR LF behind it, in one write.</summary>
    public MailPeerScript Send(params string[] lines) => SendRaw(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\r\n"))));

    /// <summary>Sends a line with the tag of the client's last IMAP command before it.</summary>
    public MailPeerScript SendTagged(string line) => Add("SendTagged", (peer, stop) =>
        peer.WriteAsync(
            Encoding.UTF8.GetBytes($"{peer.ClientLines.Last(l => l.Length > 9 && l[9] == ' ' && char.IsAsciiDigit(l[8]))[..9]} {line}\r\n"),
            stop));

    /// <summary>Sends octets as they are, in one write.</summary>
    public MailPeerScript SendRaw(byte[] octets) => Add("Send", (peer, stop) => peer.WriteAsync(octets, stop));

    /// <summary>Reads a line, which must be this one; <c>*</c> stands for anything.</summary>
    public MailPeerScript Expect(string pattern) => Add($"Expect({pattern})", (peer, stop) => peer.ExpectAsync(pattern, stop));

    /// <summary>Reads what comes in one read, whatever it is.</summary>
    public MailPeerScript Read() => Add("Read", (peer, stop) => peer.ReadAnythingAsync(stop));

    /// <summary>Reads lines up to the dot that ends an SMTP message.</summary>
    public MailPeerScript ExpectMessage() => Add("ExpectMessage", async (peer, stop) =>
    {
        while (await peer.ReadLineAsync(stop) != ".")
        {
        }
    });

    /// <summary>Begins TLS, after the confirmation of STARTTLS or STLS that the script has sent.</summary>
    public MailPeerScript StartTls() => Add("StartTls", (peer, stop) => peer.StartTlsAsync(stop));

    /// <summary>Stands still until the test has ended the task.</summary>
    public MailPeerScript Hold(Task gate) => Add("Hold", (_, stop) => gate.WaitAsync(stop));

    /// <summary>Closes the connection in an orderly way.</summary>
    public MailPeerScript Close() => Add("Close", (peer, _) => peer.CloseAsync());

    /// <summary>Resets the connection: the client's next read or write fails.</summary>
    public MailPeerScript Cut() => Add("Cut", (peer, _) => peer.CutAsync());

    private MailPeerScript Add(string name, Func<ScriptedMailConnection, CancellationToken, Task> run)
    {
        _steps.Add(new Step(name, run));
        return this;
    }

    internal sealed record Step(string Name, Func<ScriptedMailConnection, CancellationToken, Task> RunAsync);
}
