using System.Text.Json;

namespace OAuthMail.MailKit.Reliability.Soak;

/// <summary>What the application of a soak needs, in a file.</summary>
internal sealed class SoakSettings
{
    public required string Folder { get; init; }

    public required string RootCertificate { get; init; }

    /// <summary>Gets the number of accounts. They are divided by <see cref="SoakAccounts"/>.</summary>
    public required int Accounts { get; init; }

    public required MailAccountOptions Application { get; init; }

    public required MailAccountOptions User { get; init; }

    /// <summary>Gets the interval between two samples in seconds.</summary>
    public required int SampleSeconds { get; init; }

    public static SoakSettings Read(string file) => JsonSerializer.Deserialize<SoakSettings>(File.ReadAllText(file))!;

    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this));
}
