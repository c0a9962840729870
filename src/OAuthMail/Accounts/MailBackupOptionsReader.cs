using OAuthMail.Configuration.Validation;
using OAuthMail.Credentials;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Creates backups from options.</summary>
internal static class MailBackupOptionsReader
{
    /// <summary>
    /// Returns the backup, or <see langword="null"/> if there are errors. <see cref="BackupCheck"/> checks whether the account that it
    /// names exists.
    /// </summary>
    /// <param name="options">The options, without blank texts.</param>
    /// <param name="errors">The scope of the options.</param>
    public static MailBackup? Read(MailBackupOptions options, OptionErrors errors)
    {
        const string smtp = nameof(options.Smtp), user = nameof(options.UserName);
        const string password = nameof(options.Password), passwordFile = nameof(options.PasswordFile);
        var before = errors.Count;
        if (options.Account is { } account)
        {
            foreach (var (option, value) in new[]
            {
                (smtp, options.Smtp), (user, options.UserName), (password, options.Password), (passwordFile, options.PasswordFile),
            })
            {
                if (value is not null)
                {
                    errors.AddExclusive(option, nameof(options.Account),
                        "Keep the account, or the server with its user name and password.");
                }
            }

            return errors.Count > before ? null : new MailBackup(account.ToLowerInvariant());
        }

        MailEndpoint? server = null;
        if (options.Smtp is null)
        {
            var isServer = errors.HasError(smtp) || (options.UserName ?? options.Password ?? options.PasswordFile) is not null;
            if (isServer) errors.AddMissing(smtp, $"Set the server as host:port, such as {MailEndpointText.Example(MailProtocol.Smtp)}.");
            else
            {
                errors.AddMissing(nameof(options.Account),
                    $"Set the name of another account, or {smtp} with a server, {user} and {passwordFile}.");
            }

            if (!isServer) return null;
        }
        else if (!MailEndpointText.TryParse(options.Smtp, out server))
        {
            errors.Add(smtp, MailEndpointText.Refuse(options.Smtp, MailProtocol.Smtp));
        }

        var isWithoutLogin = options.UserName is null && options.Password is null && options.PasswordFile is null && errors.Count == before;
        if (isWithoutLogin) return new MailBackup(server!, null, null, null);
        if (options.UserName is null) errors.AddMissing(user, "Set the user name for the server, or remove the password to use no login.");
        else if (options.UserName.Any(char.IsControl)) errors.Add(user, "Must not contain control characters.");
        var secret = SecretOptionReader.Read(errors, password, options.Password, passwordFile, options.PasswordFile);
        var hasNoPassword = options.Password is null && options.PasswordFile is null && !errors.HasError(password);
        if (hasNoPassword)
        {
            errors.AddMissing(
                passwordFile, "Set the path of the file that contains the user's password, or remove UserName to use no login.");
        }

        if (secret?.Any(char.IsControl) == true)
        {
            errors.Add(options.PasswordFile is null ? password : passwordFile, "The password must not contain control characters.");
        }

        return errors.Count > before ? null : new MailBackup(server!, options.UserName, options.Password, options.PasswordFile);
    }
}
