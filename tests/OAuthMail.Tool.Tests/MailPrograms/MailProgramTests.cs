using System.Text;

namespace OAuthMail.Tool.Tests.MailPrograms;

/// <summary>Mail programs of Debian with the lines that the command prints. Only the trust in the test servers is added.</summary>
public class MailProgramTests
{
    private const string Text = "From: alerts@test.example\nTo: support@test.example\nSubject: From a program\n\n";

    [ProgramFact("msmtp", "/usr/bin/msmtp")]
    public async Task Msmtp_sends_the_whole_message()
    {
        await using var world = await ToolWorld.StartAsync();
        await ConfigureAsync(world, "msmtp", ".msmtprc", $"defaults\ntls_trust_file {world.AuthorityFile}\n");

        // The command inherits standard input from msmtp. If it read from there, the message would be cut.
        var body = new StringBuilder();
        for (var i = 0; i < 4000; i++) body.Append("line ").Append(i).Append('\n');
        var sent = await world.RunProgramAsync(Text + body + "the end\n", "msmtp", "-a", "alerts", "support@test.example");
        Assert.Equal(new ToolResult(0, "", ""), sent);
        Assert.EndsWith("line 3999\r\nthe end\r\n", Assert.Single(Inbox(world, "support@test.example")), StringComparison.Ordinal);
    }

    [ProgramFact("msmtp", "/usr/bin/msmtp")]
    public async Task Msmtp_shows_why_there_is_no_token()
    {
        await using var world = await ToolWorld.StartAsync();
        await ConfigureAsync(world, "msmtp", ".msmtprc", $"defaults\ntls_trust_file {world.AuthorityFile}\n", "support");
        var failed = await world.RunProgramAsync(Text, "msmtp", "-a", "support", "alerts@test.example");
        Assert.Equal(78, failed.ExitCode);
        Assert.Contains("oauthmail: ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("support", failed.Error, StringComparison.Ordinal);
    }

    [ProgramFact("msmtp", "/usr/bin/msmtp")]
    public async Task Msmtp_reads_the_file_that_is_kept_fresh()
    {
        await using var world = await ToolWorld.StartAsync();
        var lines = (await world.RunAsync("print-config", "msmtp", "alerts")).Output;
        var file = world.PathOf("token");
        lines = string.Join('\n', lines.Split('\n').Select(
            line => line.StartsWith("passwordeval ", StringComparison.Ordinal) ? $"passwordeval cat {file}" : line));
        await WriteAsync(world, ".msmtprc", $"defaults\ntls_trust_file {world.AuthorityFile}\n{lines}");
        Assert.Equal(0, (await world.RunAsync("token", "alerts", "--protocol", "smtp", "--file", file)).ExitCode);
        Assert.Equal(new ToolResult(0, "", ""), await world.RunProgramAsync(Text, "msmtp", "-a", "alerts", "support@test.example"));
        Assert.Single(Inbox(world, "support@test.example"));
    }

    [ProgramFact("isync libsasl2-modules-kdexoauth2", "/usr/bin/mbsync", "/usr/lib/x86_64-linux-gnu/sasl2/libkdexoauth2.so")]
    public async Task Mbsync_copies_the_mailbox()
    {
        await using var world = await ToolWorld.StartAsync();
        await DeliverAsync(world);
        await NameServersAsync(world);
        await ConfigureAsync(world, "mbsync", ".mbsyncrc");
        Directory.CreateDirectory(world.PathOf("Mail/alerts"));
        var copied = await world.RunProgramAsync("", "mbsync", "alerts");
        Assert.True(copied.ExitCode == 0, copied.Error);
        var file = Assert.Single(Directory.GetFiles(world.PathOf("Mail/alerts/INBOX/new")));
        Assert.Contains("Subject: Stored", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [ProgramFact("isync libsasl2-modules-kdexoauth2", "/usr/bin/mbsync", "/usr/lib/x86_64-linux-gnu/sasl2/libkdexoauth2.so")]
    public async Task Mbsync_reports_the_exit_code_without_a_token()
    {
        await using var world = await ToolWorld.StartAsync();
        await NameServersAsync(world);
        await ConfigureAsync(world, "mbsync", ".mbsyncrc", account: "support");
        Directory.CreateDirectory(world.PathOf("Mail/support"));
        var failed = await world.RunProgramAsync("", "mbsync", "support");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("77", failed.Error, StringComparison.Ordinal);
    }

    [ProgramFact("mutt bsdutils", "/usr/bin/mutt", "/usr/bin/script")]
    public Task Mutt_sends_and_reads() => SendAndReadAsync("mutt", ".muttrc");

    [ProgramFact("neomutt bsdutils", "/usr/bin/neomutt", "/usr/bin/script")]
    public Task Neomutt_sends_and_reads() => SendAndReadAsync("neomutt", ".neomuttrc");

    [ProgramFact("s-nail", "/usr/bin/s-nail")]
    public async Task S_nail_sends_through_sendmail()
    {
        await using var world = await ToolWorld.StartAsync();
        await ConfigureAsync(world, "s-nail", ".mailrc", "set sendwait\n");
        var sent = await world.RunProgramAsync(
            "Text\n", "env", $"MAILRC={world.PathOf(".mailrc")}", "s-nail", "-s", "From s-nail", "support@test.example");
        Assert.True(sent.ExitCode == 0, sent.Error);
        Assert.Contains("Subject: From s-nail", Assert.Single(Inbox(world, "support@test.example")), StringComparison.Ordinal);
    }

    [ProgramFact("git-email libmailtools-perl", "/usr/lib/git-core/git-send-email")]
    public async Task Git_sends_a_patch_through_sendmail()
    {
        await using var world = await ToolWorld.StartAsync();
        await ConfigureAsync(world, "git", ".gitconfig", "[user]\n    name = Alerts\n    email = alerts@test.example\n");
        await WriteAsync(world, "0001.patch", "From: Alerts <alerts@test.example>\nSubject: [PATCH] One line\n\nWhy.\n---\n");
        var sent = await world.RunProgramAsync(
            "", "git", "send-email", "--confirm=never", "--quiet", "--to=support@test.example", world.PathOf("0001.patch"));
        Assert.True(sent.ExitCode == 0, sent.Error);
        Assert.Contains("Subject: [PATCH] One line", Assert.Single(Inbox(world, "support@test.example")), StringComparison.Ordinal);
    }

    [ProgramFact("git", "/usr/bin/git")]
    public async Task Git_takes_the_token_from_the_credential_helper()
    {
        await using var world = await ToolWorld.StartAsync();
        await ConfigureAsync(world, "git-smtp", ".gitconfig");
        var smtp = world.Host.Smtp.StartTls;
        var request = $"protocol=smtp\nhost={smtp.Host}:{smtp.Port}\nusername=alerts@test.example\n\n";
        var filled = await world.RunProgramAsync(request, "git", "credential", "fill");
        Assert.True(filled.ExitCode == 0, filled.Error);
        var token = (await world.RunAsync("token", "alerts")).Output.Trim();
        Assert.Contains($"\npassword={token}\n", filled.Output, StringComparison.Ordinal);
    }

    [ProgramFact("curl", "/usr/bin/curl")]
    public async Task Curl_reads_the_mailbox()
    {
        await using var world = await ToolWorld.StartAsync();
        await DeliverAsync(world);
        var lines = (await world.RunAsync("print-config", "curl", "alerts")).Output.TrimEnd();
        var read = await world.RunProgramAsync(
            "", "sh", "-c", $"{lines} --silent --show-error --cacert {world.AuthorityFile} --request 'EXAMINE INBOX'");
        Assert.True(read.ExitCode == 0, read.Error);
        Assert.Contains("* 1 EXISTS", read.Output, StringComparison.Ordinal);
    }

    private static async Task SendAndReadAsync(string program, string file)
    {
        await using var world = await ToolWorld.StartAsync();
        await DeliverAsync(world);
        await ConfigureAsync(world, program, file, $"set ssl_ca_certificates_file=\"{world.AuthorityFile}\"\nset copy=no\n");
        var sent = await world.RunProgramAsync("Text\n", program, "-s", $"From {program}", "support@test.example");
        Assert.True(sent.ExitCode == 0, sent.Error + sent.Output);
        Assert.Contains($"Subject: From {program}", Assert.Single(Inbox(world, "support@test.example")), StringComparison.Ordinal);

        // It needs a terminal to read: the keys save the first message, and leave. Without --foreground, some shells let the program
        // run in the background of that terminal, which stops it for ever.
        var saved = world.PathOf("saved");
        var keys = $"<pipe-message>cat > {saved}<enter><exit>";
        await world.RunProgramAsync(
            "", "script", "--quiet", "--return", "--command",
            $"TERM=xterm timeout --foreground 60 {program} -e 'unset wait_key confirmappend' -e 'push \"{keys}\"'", "/dev/null");
        Assert.Contains("Subject: Stored", await File.ReadAllTextAsync(saved), StringComparison.Ordinal);
    }

    private static async Task ConfigureAsync(
        ToolWorld world, string program, string file, string before = "", string account = "alerts")
    {
        var printed = await world.RunAsync("print-config", program, account);
        Assert.Equal(0, printed.ExitCode);
        await WriteAsync(world, file, before + printed.Output);
    }

    /// <summary>Replaces the addresses of servers with a name, because mbsync finds no address in a certificate.</summary>
    private static async Task NameServersAsync(ToolWorld world)
    {
        var text = await File.ReadAllTextAsync(world.ConfigurationFile);
        text = text.Replace("//127.0.0.1", "//localhost", StringComparison.Ordinal);
        await File.WriteAllTextAsync(world.ConfigurationFile, text);
    }

    private static async Task WriteAsync(ToolWorld world, string name, string text)
    {
        var path = world.PathOf(name);
        await File.WriteAllTextAsync(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static async Task DeliverAsync(ToolWorld world)
    {
        var stored = await world.RunWithAsync(
            "From: support@test.example\nSubject: Stored\n\nText\n", "sendmail", "--account", "alerts", "alerts@test.example");
        Assert.Equal(0, stored.ExitCode);
    }

    private static List<string> Inbox(ToolWorld world, string address) =>
        [.. world.Host.Mailboxes.Find(address)!.Inbox.Messages.Select(message => message.Text)];
}
