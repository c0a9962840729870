using OAuthMail.Credentials;

namespace OAuthMail;

/// <summary>
/// Represents what sends a message that an account's own submission server did not accept: options that were checked. Its text contains
/// no password.
/// </summary>
public sealed class MailBackup
{
    private readonly string? _password;
    private readonly string? _passwordFile;

    internal MailBackup(string accountName) => AccountName = accountName;

    internal MailBackup(MailAccount graph) => Graph = graph;

    internal MailBackup(MailEndpoint server, string? userName, string? password, string? passwordFile)
    {
        Server = server;
        UserName = userName;
        _password = password;
        _passwordFile = passwordFile;
    }

    /// <summary>Gets the name of the account that sends instead, or <see langword="null"/> if a server does.</summary>
    public string? AccountName { get; }

    /// <summary>Gets the transport that sends for the same mailbox if neither another account nor a server does.</summary>
    /// <value><see cref="MailTransport.MailServers"/> if another account or a server sends instead.</value>
    public MailTransport Transport => Graph is null ? MailTransport.MailServers : MailTransport.Graph;

    /// <summary>Gets the same mailbox as an account of Microsoft Graph, or <see langword="null"/>.</summary>
    internal MailAccount? Graph { get; }

    /// <summary>
    /// Gets the server, or <see langword="null"/> if another account or Microsoft Graph sends instead.
    /// </summary>
    public MailEndpoint? Server { get; }

    /// <summary>
    /// Gets the user name for <see cref="Server"/>, or <see langword="null"/> if another account sends instead or the server requires no
    /// login.
    /// </summary>
    public string? UserName { get; }

    /// <summary>Gets a value that indicates whether <see cref="Server"/> requires a login with a user name and a password.</summary>
    public bool RequiresLogin => UserName is not null;

    /// <summary>Returns the password for <see cref="Server"/>. Its file is read each time.</summary>
    /// <returns>The password.</returns>
    /// <exception cref="InvalidOperationException">
    /// Another account sends instead, or the server requires no login, so there is no password.
    /// </exception>
    /// <exception cref="MailConfigurationException">The file with the password cannot be read or is empty.</exception>
    public string GetPassword()
    {
        if (_password is not null) return _password;
        if (_passwordFile is null)
        {
            throw new InvalidOperationException("The backup is another account, or a server without a login, and has no password.");
        }

        if (SecretFile.TryRead(_passwordFile, out var password, out var error) && password.Length > 0) return password;
        if (error.Length == 0) error = SecretFile.DescribeEmpty(_passwordFile);
        throw new MailConfigurationException($"the backup {this}", [new OptionError(nameof(MailBackupOptions.PasswordFile), error)]);
    }

    /// <summary>Returns the name of the account, the host and port of the server, or <c>Microsoft Graph</c>.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => AccountName ?? Server?.ToString() ?? "Microsoft Graph";
}
