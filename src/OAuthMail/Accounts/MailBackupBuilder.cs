using OAuthMail.Credentials;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Turns the options of an account's backup into something usable, and collects everything that is wrong on the way.</summary>
internal sealed class MailBackupBuilder(string path, MailBackupOptions options, List<OptionError> failures)
{
    private readonly OptionFiles _files = new(path, failures);

    /// <summary>The backup, or null if something is wrong with it. Whether the account that it names is there is <see cref="BackupCheck"/>'s to say.</summary>
    public MailBackup? Build()
    {
        if (options.Account is not null) return BuildAccount(options.Account);
        if (options.Smtp is null)
        {
            Fail(nameof(options.Account), $"is missing, and so is {nameof(options.Smtp)}: name another account, or a server as {MailEndpointText.Example(MailProtocol.Smtp)}");
            return null;
        }

        var known = failures.Count;
        if (!MailEndpointText.TryParse(options.Smtp, out var server)) Fail(nameof(options.Smtp), MailEndpointText.Refuse(options.Smtp, MailProtocol.Smtp));
        if (string.IsNullOrWhiteSpace(options.UserName)) Fail(nameof(options.UserName), "is missing: name the user who logs in to the server");
        else if (options.UserName!.Any(char.IsControl)) Fail(nameof(options.UserName), "has control characters");
        var password = _files.ReadSecret(nameof(options.Password), options.Password, nameof(options.PasswordFile), options.PasswordFile);
        if (options.Password is null && options.PasswordFile is null) Fail(nameof(options.PasswordFile), "is missing: name the file that holds the user's password");
        else if (password?.Any(char.IsControl) == true) Fail(options.PasswordFile is null ? nameof(options.Password) : nameof(options.PasswordFile), "has control characters within the password");
        return failures.Count > known ? null : new MailBackup(server!, options.UserName!, options.Password, options.PasswordFile);
    }

    private MailBackup? BuildAccount(string account)
    {
        var known = failures.Count;
        if (string.IsNullOrWhiteSpace(account)) Fail(nameof(options.Account), "is empty: name another account");
        foreach (var (option, value) in new[]
        {
            (nameof(options.Smtp), options.Smtp), (nameof(options.UserName), options.UserName), (nameof(options.Password), options.Password), (nameof(options.PasswordFile), options.PasswordFile),
        })
        {
            if (value is not null) Fail(option, $"is set beside {nameof(options.Account)}: keep the account, or the server with its user and password");
        }

        return failures.Count > known ? null : new MailBackup(account);
    }

    private void Fail(string option, string failure) => _files.Fail(option, failure);
}
