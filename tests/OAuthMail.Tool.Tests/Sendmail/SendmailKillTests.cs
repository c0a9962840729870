using System.Diagnostics;
using System.Globalization;

namespace OAuthMail.Tool.Tests.Sendmail;

/// <summary>
/// Kills sendmail at random moments. <c>OAUTHMAIL_TEST_KILLS</c> is the number of messages, and <c>OAUTHMAIL_TEST_SEED</c> repeats a run.
/// </summary>
public class SendmailKillTests
{
    private static readonly string[] Arguments = ["sendmail", "support@test.example"];

    [Fact]
    public async Task Message_is_sent_once_or_kept_or_was_never_accepted()
    {
        var runs = Read("OAUTHMAIL_TEST_KILLS") ?? 12;
        var seed = Read("OAUTHMAIL_TEST_SEED") ?? Random.Shared.Next();
        var random = new Random(seed);
        await using var world = await ToolWorld.StartAsync();
        await ConfigureAsync(world);
        await SendAsync(world, "Measured", kill: Task.Delay(Timeout.Infinite));
        var watch = Stopwatch.StartNew();
        await SendAsync(world, "Measured again", kill: Task.Delay(Timeout.Infinite));
        var duration = watch.Elapsed;

        var (accepted, reported, killed) = (new List<int>(), 0, 0);
        for (var i = 0; i < runs; i++)
        {
            var code = await SendAsync(world, $"Run {i}", Task.Delay(duration * 1.2 * random.NextDouble()));
            if (code != 0) killed++;

            // A caller that is told of success, and a message that is complete in the spool, hold the command to its promise.
            if (code == 0 || Spooled(world).Contains(i)) accepted.Add(i);
            else if (!Inbox(world).Contains(i)) reported++;
            if (i % 5 == 4)
            {
                await world.RunKilledAsync(Task.Delay(duration * 1.2 * random.NextDouble()), "", "sendmail", "-q");
            }
        }

        Assert.Equal(0, (await world.RunAsync("sendmail", "-q")).ExitCode);
        var (inbox, spooled) = (Inbox(world), Spooled(world));
        var lost = accepted.Where(i => !inbox.Contains(i) && !spooled.Contains(i)).ToList();
        var twice = inbox.GroupBy(i => i).Where(copies => copies.Count() > 1).Select(copies => copies.Key).ToList();
        var waiting = (await world.RunAsync("sendmail", "-bp")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("\tUnknown\t", StringComparison.Ordinal)).ToList();
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"Seed {seed}: {runs} messages, {killed} processes killed or failed, {inbox.Count} sent, "
            + $"{spooled.Count} with an unknown outcome, {reported} not accepted.");
        var report = Environment.GetEnvironmentVariable("OAUTHMAIL_TEST_REPORT");
        if (!string.IsNullOrEmpty(report)) await File.WriteAllTextAsync(report, summary);
        Assert.True(lost.Count == 0, $"{summary} Lost: {string.Join(", ", lost)}.");
        Assert.True(twice.Count == 0, $"{summary} Sent twice: {string.Join(", ", twice)}.");
        Assert.True(waiting.Count == 0, $"{summary} Left: {string.Join("; ", waiting)}.");
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<int> SendAsync(ToolWorld world, string subject, Task kill) =>
        (await world.RunKilledAsync(kill, $"Subject: {subject}\n\nText\n", Arguments)).ExitCode;

    /// <summary>Returns the numbers of the messages in the spool. A message is accepted when its envelope is written.</summary>
    private static List<int> Spooled(ToolWorld world)
    {
        var folder = world.PathOf(".local/state/oauthmail/spool");
        return [.. Directory.GetFiles(folder, "*.json").Select(file => Path.ChangeExtension(file, "eml")).Select(File.ReadAllText)
            .SelectMany(Numbers)];
    }

    private static List<int> Inbox(ToolWorld world) =>
        [.. world.Host.Mailboxes.Find("support@test.example")!.Inbox.Messages.SelectMany(message => Numbers(message.Text))];

    private static IEnumerable<int> Numbers(string message) =>
        message.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("Subject: Run ", StringComparison.Ordinal))
            .Select(line => int.Parse(line["Subject: Run ".Length..], CultureInfo.InvariantCulture));

    private static async Task ConfigureAsync(ToolWorld world)
    {
        var text = await File.ReadAllTextAsync(world.ConfigurationFile);
        await File.WriteAllTextAsync(world.ConfigurationFile, "{\"Sendmail\":{\"Account\":\"alerts\"}," + text[1..]);
    }
}
