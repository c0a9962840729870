namespace OAuthMail.Storage.Files;

/// <summary>Writes commands that a person can copy into a shell.</summary>
internal static class ShellText
{
    public static string Quote(string argument)
    {
        foreach (var c in argument)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('/' or '.' or '-' or '_' or '+' or ':' or '@' or ',')) return "'" + argument.Replace("'", "'\\''") + "'";
        }

        return argument.Length == 0 ? "''" : argument;
    }
}
