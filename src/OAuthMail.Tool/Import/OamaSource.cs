using System.Text;
using System.Text.Json.Nodes;
using OAuthMail.Tool.CommandLine;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Reads a token of oama (https://github.com/pdobsan/oama) from its file, or from the keyring if an address is named. The client is in its
/// <c>config.yaml</c>.
/// </summary>
internal sealed class OamaSource : IImportSource
{
    private const int MaximumDepth = 64;

    public string Name => "oama";

    public string FileDescription => "EMAIL.oama, or the address of an account whose token is in the keyring";

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? throw new UsageException("Name the file EMAIL.oama, or the address of the account.");
        var json = ReadToken(path);
        var service = json.GetText("service")?.ToLowerInvariant()
            ?? throw new UsageException($"'{path}' is not a token of oama: 'service' is missing.", ExitCodes.Data);
        var settings = ReadService(request.SettingsFile ?? DefaultSettings, service);
        string? Get(string key) => settings.GetValueOrDefault(key);
        return
        [
            new ImportedAccount
            {
                Address = request.Address ?? json.GetText("email") ?? (json["email"] as JsonObject)?.GetText("unEmailAddress"),
                ClientId = request.ClientId ?? GetOrRun(settings, "client_id"),
                ClientSecret = request.ClientSecret ?? GetOrRun(settings, "client_secret"),
                AuthorizationEndpoint = Get("auth_endpoint"),
                TokenEndpoint = Get("token_endpoint") ?? DefaultEndpoint(service, request.TenantId ?? Get("tenant")),
                Scope = json.GetText("scope") ?? Get("auth_scope"),
                RefreshToken = json.GetText("refresh_token"),
            },
        ];
    }

    private static string DefaultSettings => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "oama", "config.yaml");

    private static JsonObject ReadToken(string path)
    {
        if (File.Exists(path) || path == "-" || !path.Contains('@', StringComparison.Ordinal)) return SourceFile.ReadJson(path);
        var (program, arguments) = OperatingSystem.IsMacOS()
            ? ("security", new[] { "find-generic-password", "-s", "oama", "-a", path, "-w" })
            : ("secret-tool", ["lookup", "oama", path]);
        var bytes = SourceFile.Run(program, arguments, [], $"The token of '{path}' is in the keyring");
        return SourceFile.ParseJson(Encoding.UTF8.GetString(bytes), $"The token of '{path}' in the keyring");
    }

    private static string? DefaultEndpoint(string service, string? tenant) => service switch
    {
        "microsoft" => KnownEndpoints.Microsoft(tenant ?? "common"),
        "google" => KnownEndpoints.Google,
        _ => null,
    };

    // oama runs the command of the user's own configuration in the same way.
    private static string? GetOrRun(Dictionary<string, string> settings, string key)
    {
        if (settings.TryGetValue(key, out var value)) return value;
        if (!settings.TryGetValue(key + "_cmd", out var command)) return null;
        Terminal.Tell($"Running the command of {key}_cmd: {command}");
        var output = SourceFile.Run("sh", ["-c", command], [], $"{key}_cmd is '{command}'");
        return Encoding.UTF8.GetString(output).Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>Reads the settings of a service, or none if there is no file.</summary>
    private static Dictionary<string, string> ReadService(string path, string service)
    {
        if (!File.Exists(path)) return [];
        try
        {
            var text = SourceFile.ReadText(path);
            CheckDepth(text, path);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is not [{ RootNode: YamlMappingNode root }, ..]
                || Child(root, "services") is not YamlMappingNode services
                || Child(services, service) is not YamlMappingNode own)
            {
                return [];
            }

            return own.Children.Where(entry => entry is { Key: YamlScalarNode, Value: YamlScalarNode })
                .Select(entry => (Key: ((YamlScalarNode)entry.Key).Value, ((YamlScalarNode)entry.Value).Value))
                .Where(entry => !string.IsNullOrWhiteSpace(entry.Key) && !string.IsNullOrWhiteSpace(entry.Value))
                .ToDictionary(entry => entry.Key!, entry => entry.Value!.Trim(), StringComparer.Ordinal);
        }
        catch (YamlException failure)
        {
            throw new UsageException($"Line {failure.Start.Line} of '{path}' is not valid YAML: {failure.Message}", ExitCodes.Data);
        }
    }

    // The library reads nested values recursively, and would end the process.
    private static void CheckDepth(string text, string path)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaximumDepth) throw new UsageException($"'{path}' is nested too deeply for a file of oama.", ExitCodes.Data);
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.FirstOrDefault(entry => entry.Key is YamlScalarNode { Value: var name }
            && string.Equals(name, key, StringComparison.OrdinalIgnoreCase)).Value;
}
