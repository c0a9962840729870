using OAuthMail.Configuration.Validation;

namespace OAuthMail.Credentials;

/// <summary>Reads a secret that is the value of one option or the content of the file that another option names.</summary>
internal static class SecretOptionReader
{
    /// <summary>
    /// Returns the secret, or <see langword="null"/> if neither option is set, the file cannot be used, or the secret has characters that
    /// only copying adds.
    /// </summary>
    /// <param name="errors">The scope of the options.</param>
    /// <param name="option">The name of the option with the secret.</param>
    /// <param name="text">The secret, or <see langword="null"/> if it is not set.</param>
    /// <param name="fileOption">The name of the option with the file.</param>
    /// <param name="file">The file, or <see langword="null"/> if it is not set.</param>
    /// <param name="isGenerated">Whether a server generated the secret. People can choose passwords with quotation marks.</param>
    /// <param name="canBeEmpty">Whether an empty file means that there is no secret.</param>
    public static string? Read(
        OptionErrors errors, string option, string? text, string fileOption, string? file, bool isGenerated = false,
        bool canBeEmpty = false)
    {
        if (file is null) return text is null ? null : Check(errors, option, text, isGenerated);
        if (text is not null)
        {
            errors.AddExclusive(fileOption, option, "Keep one of them.");
            return null;
        }

        if (!SecretFile.TryRead(file, out var secret, out var error)) errors.Add(fileOption, error);
        else if (secret.Length > 0) return Check(errors, fileOption, secret, isGenerated);
        else if (!canBeEmpty) errors.Add(fileOption, SecretFile.DescribeEmpty(file));
        return null;
    }

    private static string? Check(OptionErrors errors, string option, string secret, bool isGenerated)
    {
        var error = isGenerated ? CopiedText.FindErrorInSecret(secret) : CopiedText.FindErrorInPassword(secret);
        if (error is null) return secret;
        errors.Add(option, error);
        return null;
    }
}
