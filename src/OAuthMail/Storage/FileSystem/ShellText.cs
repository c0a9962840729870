namespace OAuthMail.Storage.FileSystem;

/// <summary>Quotes arguments of commands that a user can copy to a shell.</summary>
internal static class ShellText
{
    public static string Quote(string argument)
    {
        foreach (var c in argument)
        {
            if (char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or ':' or '@' or ',') continue;
            return "'" + argument.Replace("'", "'\\''") + "'";
        }

        return argument.Length == 0 ? "''" : argument;
    }
}
