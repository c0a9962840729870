namespace OAuthMail.Tests.Frozen;

/// <summary>The files in <c>tests/Fixtures/Frozen</c>, which every later version must be able to read.</summary>
internal static class FrozenFixture
{
    public static string PathOf(string name) => SourceTree.PathOf("tests", "Fixtures", "Frozen", name);

    public static IReadOnlyList<string> ReadLines(string name) =>
        [.. File.ReadAllLines(PathOf(name)).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>
    /// Copies a store folder and the key file beside it, because a store writes into its folder. Git doesn't keep file modes, so
    /// the copy gets the modes that the store requires.
    /// </summary>
    public static TemporaryFolder CopyStore(string name)
    {
        var copy = new TemporaryFolder();
        CopyFile(PathOf("oauthmail.key"), copy["oauthmail.key"]);
        var store = Directory.CreateDirectory(copy["store"]);
        foreach (var file in Directory.EnumerateFiles(PathOf(name))) CopyFile(file, Path.Combine(store.FullName, Path.GetFileName(file)));
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(store.FullName, mode);
        return copy;
    }

    /// <summary>Compares a list with the pinned one. The failure names the lines that differ.</summary>
    public static void AssertPinned(string name, IEnumerable<string> actual)
    {
        var now = actual.ToList();
        var pinned = ReadLines(name);
        var missing = pinned.Except(now).Select(line => "- " + line);
        var added = now.Except(pinned).Select(line => "+ " + line);
        var difference = string.Join("\n", missing.Concat(added));
        Assert.True(
            difference.Length == 0,
            $"{name} differs. A line with '-' is in use and must stay; add a line with '+' if it is new.\n{difference}");
        Assert.Equal(pinned.Count, now.Count);
    }

    private static void CopyFile(string from, string to)
    {
        File.Copy(from, to);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
