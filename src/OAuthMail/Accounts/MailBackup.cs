using OAuthMail.Credentials;

namespace OAuthMail;

/// <summary>Who sends when an account's own submission server did not take a message: checked options. Its text form shows no password.</summary>
public sealed class MailBackup
{
    private readonly string? _password;
    private readonly string? _passwordFile;

    internal MailBackup(string accountName) => AccountName = accountName;

    internal MailBackup(MailEndpoint server, string userName, string? password, string? passwordFile)
    {
        Server = server;
        UserName = userName;
        _password = password;
        _passwordFile = passwordFile;
    }

    /// <summary>The name of the account that sends instead; null where a server with a password does.</summary>
    public string? AccountName { get; }

    /// <summary>The server that takes a password; null where another account sends instead.</summary>
    public MailEndpoint? Server { get; }

    /// <summary>The user who logs in to <see cref="Server"/>; null where another account sends instead.</summary>
    public string? UserName { get; }

    /// <summary>The password for <see cref="Server"/>, read anew from its file each time.</summary>
    /// <returns>The password.</returns>
    /// <exception cref="InvalidOperationException">Another account sends instead, and there is no password.</exception>
    /// <exception cref="MailConfigurationException">The password's file cannot be read, or is empty.</exception>
    public string GetPassword()
    {
        if (_password is not null) return _password;
        if (_passwordFile is null) throw new InvalidOperationException("Another account is the backup; there is no password.");
        if (SecretFile.TryRead(_passwordFile, out var password, out var failure) && password.Length > 0) return password;
        if (failure.Length == 0) failure = $"names '{_passwordFile}', which is empty";
        throw new MailConfigurationException($"the backup {this}", [new OptionError(nameof(MailBackupOptions.PasswordFile), failure.TrimEnd('.'))]);
    }

    /// <summary>The account's name, or the server's host and port.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => AccountName ?? Server!.ToString();
}
