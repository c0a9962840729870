using OAuthMail.Configuration.Validation;

namespace OAuthMail.Credentials;

/// <summary>Reads a secret that is the value of one option or the content of the file that another option names.</summary>
internal static class SecretOptionReader
{
    /// <summary>Returns the secret, or <see langword="null"/> if neither option is set or the file cannot be used.</summary>
    public static string? Read(OptionErrors errors, string option, string? text, string fileOption, string? file)
    {
        if (file is null) return text;
        if (text is not null)
        {
            errors.AddExclusive(fileOption, option, "Keep one of them.");
            return null;
        }

        if (!SecretFile.TryRead(file, out var secret, out var error)) errors.Add(fileOption, error);
        else if (secret.Length == 0) errors.Add(fileOption, SecretFile.DescribeEmpty(file));
        else return secret;
        return null;
    }
}
