using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Configuration;

/// <summary>Adds accounts to a configuration file. Their secrets are written to files of their own beside it.</summary>
internal sealed class ConfigurationFile
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _path;

    private ConfigurationFile(string path) => _path = path;

    /// <summary>Gets the path.</summary>
    public string Path => _path;

    /// <summary>Finds the file that the caller names, or the default one. It may not exist yet.</summary>
    public static ConfigurationFile Find(FileInfo? named)
    {
        // A link, as programs that manage such files create it, is kept: its target changes.
        var path = Locations.FindConfiguration(named);
        var file = new FileInfo(path);
        return new ConfigurationFile(file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }

    /// <summary>Reads the accounts, which may have errors, by their names.</summary>
    /// <exception cref="UsageException">The file is not valid JSON.</exception>
    public IReadOnlyDictionary<string, MailAccountOptions> ReadAccounts()
    {
        if (!File.Exists(_path)) return new Dictionary<string, MailAccountOptions>(StringComparer.OrdinalIgnoreCase);
        var options = AccountServices.Read(_path);
        return new Dictionary<string, MailAccountOptions>(options.Accounts, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads the providers that the file defines.</summary>
    public IReadOnlyList<MailProvider> ReadProviders()
    {
        if (!File.Exists(_path)) return [];
        var providers = new List<MailProvider>();
        foreach (var (id, options) in AccountServices.Read(_path).Providers)
        {
            if (options.Id.Length == 0) options.Id = id;
            providers.Add(new MailProvider(options));
        }

        return providers;
    }

    /// <summary>Adds an account, after checking that the library accepts the result.</summary>
    /// <param name="name">The name of the account.</param>
    /// <param name="secret">The client secret, which is written to a file of its own; or <see langword="null"/> if there is none.</param>
    /// <param name="create">Creates the section of the account. Its parameter is the file with the secret.</param>
    /// <exception cref="MailConfigurationException">The account has errors. Nothing is written.</exception>
    /// <exception cref="UsageException">The name is not valid, or is taken.</exception>
    public void Add(string name, string? secret, Func<string?, JsonObject> create)
    {
        // The name becomes a file name before the library checks it.
        if (name.Length == 0 || !name.All(character => char.IsLetterOrDigit(character) || character is '-' or '_'))
        {
            throw new UsageException($"'{name}' is not a name of an account. It must consist of letters, digits, '-' and '_'.");
        }

        CreateFolder(System.IO.Path.GetDirectoryName(_path)!);
        using var turn = WaitForTurn();
        if (ReadAccounts().ContainsKey(name)) throw new UsageException($"The name '{name}' is taken. Choose another one.");
        var secretFile = secret is null ? null : WriteSecret(name, secret);
        try
        {
            Add(name, create(secretFile));
        }
        catch
        {
            // The secret belongs to an account that does not exist.
            if (secretFile is not null) File.Delete(secretFile);
            throw;
        }
    }

    private void Add(string name, JsonObject account)
    {
        var before = File.Exists(_path) ? File.ReadAllText(_path) : null;
        var after = Encoding.UTF8.GetBytes(ConfigurationEditor.Add(before, name, account));
        using (var stream = new MemoryStream(after))
        {
            var section = new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(AccountServices.Section);
            OAuthMailConfiguration.Read(section).CreateAccounts();
        }

        PrivateFile.Write(_path, after, KeepMode);
    }

    // Other users may read a file that is for all of them.
    private void KeepMode(string next)
    {
        if (File.Exists(_path)) PrivateFile.CopyMode(_path, next);
    }

    private string WriteSecret(string account, string secret)
    {
        var folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_path)!, "secrets");
        CreateFolder(folder);
        var content = Encoding.UTF8.GetBytes(secret + "\n");

        // Another configuration file of the folder can have a secret of this name.
        for (var number = 1; ; number++)
        {
            var file = System.IO.Path.Combine(folder, number == 1 ? account : $"{account}-{number}");
            if (System.IO.Path.Exists(file)) continue;
            using var stream = PrivateFile.Open(file, FileMode.CreateNew);
            stream.Write(content);
            stream.Flush(flushToDisk: true);
            return file;
        }
    }

    /// <summary>Waits while another process adds an account: the one that writes last would remove the other's.</summary>
    private FileStream WaitForTurn()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                // The file stays: a process that waits for a removed file would not exclude the next one.
                return PrivateFile.Open(_path + ".lock", FileMode.OpenOrCreate);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(started) < LongestWait)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
