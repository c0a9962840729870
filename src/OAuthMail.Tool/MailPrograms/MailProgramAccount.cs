namespace OAuthMail.Tool.MailPrograms;

/// <summary>What the configuration of a mail program needs of an account.</summary>
internal sealed class MailProgramAccount(MailAccount account)
{
    public string Name => account.Name;

    public string Address => account.Address;

    public MailEndpoint? Smtp => account.GetEndpoint(MailProtocol.Smtp);

    public MailEndpoint? Imap => account.GetEndpoint(MailProtocol.Imap);

    public MailEndpoint? Pop3 => account.GetEndpoint(MailProtocol.Pop3);

    /// <summary>Gets the command that writes the token, for a shell.</summary>
    public string TokenCommand => $"oauthmail token {ShellWord(Name)}";

    /// <summary>Returns the command for one protocol, for an account with separate registrations.</summary>
    public string TokenCommandFor(MailProtocol protocol) => $"{TokenCommand} --protocol {protocol.ToString().ToLowerInvariant()}";

    public string UserName(MailProtocol protocol) => account.GetUserName(protocol);

    /// <summary>Returns the full path of the command, for programs that do not search for it.</summary>
    public static string FindCommand()
    {
        var name = OperatingSystem.IsWindows() ? "oauthmail.exe" : "oauthmail";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? Environment.ProcessPath ?? name;
    }

    public static string ShellWord(string text) =>
        text.Length > 0 && text.All(one => char.IsAsciiLetterOrDigit(one) || "@%_+=:,./-".Contains(one, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
