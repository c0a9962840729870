namespace OAuthMail.Tool.Configuration;

/// <summary>The files of the command, at the places that the platform intends for them.</summary>
internal static class Locations
{
    /// <summary>The environment variable that names the configuration file.</summary>
    public const string Variable = "OAUTHMAIL_CONFIG";

    /// <summary>Gets the configuration file that is used if no other is named.</summary>
    public static string DefaultConfiguration => Path.Combine(ConfigurationFolder, "config.json");

    /// <summary>Gets the key file of the token store. It is not beside the tokens, so that a copy of them is useless without it.</summary>
    public static string KeyFile => Path.Combine(ConfigurationFolder, "oauthmail.key");

    /// <summary>Gets the folder of the token store.</summary>
    public static string TokenFolder => Path.Combine(StateFolder, "tokens");

    /// <summary>Gets the file with the last failures.</summary>
    public static string FailureLog => Path.Combine(StateFolder, "failures.log");

    /// <summary>Gets the folder with the messages that sendmail has accepted.</summary>
    public static string SpoolFolder => Path.Combine(StateFolder, "spool");

    private static string ConfigurationFolder =>
        Path.Combine(FolderOf("XDG_CONFIG_HOME", Environment.SpecialFolder.ApplicationData), "oauthmail");

    private static string StateFolder =>
        Path.Combine(
            OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
                : FolderOf("XDG_STATE_HOME", Environment.SpecialFolder.UserProfile, ".local", "state"),
            "oauthmail");

    /// <summary>Returns the file that is named by the caller, by the environment, or by default.</summary>
    public static string FindConfiguration(FileInfo? named)
    {
        if (named is not null) return named.FullName;
        var variable = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrWhiteSpace(variable) ? DefaultConfiguration : Path.GetFullPath(variable);
    }

    // The XDG base directory specification: relative paths are ignored.
    private static string FolderOf(string variable, Environment.SpecialFolder folder, params string[] below)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        return !OperatingSystem.IsWindows() && Path.IsPathRooted(value)
            ? value!
            : Path.Combine([Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify), .. below]);
    }
}
