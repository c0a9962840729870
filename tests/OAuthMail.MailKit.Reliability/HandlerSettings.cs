using System.Text.Json;

namespace OAuthMail.MailKit.Reliability;

/// <summary>What a worker needs, in a file.</summary>
internal sealed class HandlerSettings
{
    public required string Folder { get; init; }

    public required string RootCertificate { get; init; }

    public required string TokenEndpoint { get; init; }

    public required string Imap { get; init; }

    public string? Scope { get; init; }

    /// <summary>Gets how many messages each end of a process may repeat (<see cref="MailHandlerOptions.MaxRepeats"/>).</summary>
    public int MaxRepeats { get; init; } = 250;

    public string Work => Path.Combine(Folder, "work");

    public static HandlerSettings Read(string file) => JsonSerializer.Deserialize<HandlerSettings>(File.ReadAllText(file))!;

    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this));
}
