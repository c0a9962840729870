namespace OAuthMail.Storage.Files;

/// <summary>Creates the names of the files in a store from the record's key and an extension.</summary>
internal static class RecordNames
{
    public const string Record = ".token";
    public const string Lock = ".lock";
    public const string Line = ".line";
    public const string Damaged = ".damaged";

    // Windows reserves these names for devices, with any extension.
    private static readonly HashSet<string> Reserved = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(n => new[] { "com" + n, "lpt" + n })], StringComparer.Ordinal);

    public static string Combine(string folder, TokenKey key, string ending)
    {
        // A key never starts with an underscore.
        var escape = Reserved.Contains(key.Value.Split('.')[0]) ? "_" : "";
        return System.IO.Path.Combine(folder, escape + key.Value + ending);
    }

    /// <summary>Returns the key of a record's file. Returns <see langword="false"/> if the file is not a record.</summary>
    public static bool TryParse(string fileName, out TokenKey key)
    {
        key = default;
        if (!fileName.EndsWith(Record, StringComparison.Ordinal)) return false;
        var name = fileName.Substring(0, fileName.Length - Record.Length);
        if (name.Length > 0 && name[0] == '_') name = name.Substring(1);
        if (!TokenKey.IsValid(name)) return false;
        key = new TokenKey(name);
        return Combine("", key, Record) == fileName;
    }
}
