using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Configuration;

/// <summary>Adds accounts to a configuration file. Their secrets are written to files of their own beside it.</summary>
internal sealed class ConfigurationFile
{
    private readonly string _path;

    private ConfigurationFile(string path) => _path = path;

    /// <summary>Gets the path.</summary>
    public string Path => _path;

    /// <summary>Finds the file that the caller names, or the default one. It may not exist yet.</summary>
    public static ConfigurationFile Find(FileInfo? named)
    {
        // A link, as programs that manage such files create it, is kept: its target changes.
        var path = Locations.FindConfiguration(named);
        return new ConfigurationFile(new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
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
    public void Add(string name, string? secret, Func<string?, JsonObject> create)
    {
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

        CreateFolder(System.IO.Path.GetDirectoryName(_path)!);
        PrivateFile.Write(_path, after, KeepMode);
    }

    // Other users may read a file that is for all of them.
    private void KeepMode(string next)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(_path)) File.SetUnixFileMode(next, File.GetUnixFileMode(_path));
    }

    private string WriteSecret(string account, string secret)
    {
        var folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_path)!, "secrets");
        CreateFolder(folder);
        var file = System.IO.Path.Combine(folder, account);
        PrivateFile.Write(file, Encoding.UTF8.GetBytes(secret + "\n"));
        return file;
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
