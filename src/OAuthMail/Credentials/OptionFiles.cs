namespace OAuthMail.Credentials;

/// <summary>Reads what options hold in files, and says which option named something that cannot be used.</summary>
internal sealed class OptionFiles(string path, List<OptionError> failures)
{
    /// <summary>A secret that stands in one option, or in the file that another one names; null if neither is set, or it cannot be used.</summary>
    public string? ReadSecret(string option, string? text, string fileOption, string? file)
    {
        if (text is not null && file is not null)
        {
            Fail(fileOption, $"is set beside {option}: keep one of them");
            return null;
        }

        var secret = file is null ? text : ReadText(fileOption, file);
        if (secret is not { Length: 0 }) return secret;
        Fail(file is null ? option : fileOption, "is empty");
        return null;
    }

    /// <summary>A certificate with its key; null if it cannot be used.</summary>
    public CertificateReading? LoadCertificate(string option, string passwordFileOption, CertificateLocation location)
    {
        // First the file with the password: without it, the certificate's own failure would only mislead.
        if (location.PasswordFile is not null && ReadText(passwordFileOption, location.PasswordFile) is null) return null;
        try
        {
            return location.Load();
        }
        catch (OAuthMailException failure)
        {
            Fail(option, $"cannot be used: {failure.Detail}");
            return null;
        }
    }

    public void Fail(string option, string failure) => failures.Add(new OptionError($"{path}:{option}", failure.TrimEnd('.')));

    private string? ReadText(string option, string file)
    {
        if (SecretFile.TryRead(file, out var text, out var failure)) return text;
        Fail(option, failure);
        return null;
    }
}
