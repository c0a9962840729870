namespace OAuthMail.Tool.Tokens;

/// <summary>Writes a token to a file that only the current user can read, and that readers never see half-written.</summary>
internal static class TokenFile
{
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var next = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var writer = new StreamWriter(next, options)) writer.Write(text);
            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
