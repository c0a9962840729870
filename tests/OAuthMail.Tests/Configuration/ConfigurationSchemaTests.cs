using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace OAuthMail.Tests.Configuration;

/// <summary>
/// src/OAuthMail/ConfigurationSchema.json is generated from the options. Run the tests with OAUTHMAIL_ACCEPT=1 to regenerate it.
/// </summary>
public class ConfigurationSchemaTests
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void Schema_equals_the_options()
    {
        var file = SourceTree.PathOf("src", "OAuthMail", "ConfigurationSchema.json");
        var schema = ConfigurationSchema.Create().ToJsonString(Format) + "\n";
        if (Environment.GetEnvironmentVariable("OAUTHMAIL_ACCEPT") == "1") File.WriteAllText(file, schema);
        Assert.Equal(schema, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_option_is_described()
    {
        var undescribed = Options(ConfigurationSchema.Create()["properties"]!.AsObject())
            .Where(option => option.Value?["description"] is null).Select(option => option.Key);
        Assert.Empty(undescribed);
    }

    [Fact]
    public void Package_passes_the_schema_to_editors()
    {
        var targets = XDocument.Load(SourceTree.PathOf("src", "OAuthMail", "buildTransitive", "OAuthMail.targets"));
        var segment = Assert.Single(targets.Descendants("JsonSchemaSegment"));
        Assert.Equal("$(MSBuildThisFileDirectory)../ConfigurationSchema.json", segment.Attribute("Include")!.Value);
        var packed = XDocument.Load(SourceTree.PathOf("src", "OAuthMail", "OAuthMail.csproj")).Descendants("None")
            .Where(item => item.Attribute("Pack")?.Value == "true").Select(item => item.Attribute("PackagePath")!.Value);
        Assert.Superset(new HashSet<string> { "ConfigurationSchema.json", "buildTransitive/OAuthMail.targets" }, packed.ToHashSet());
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Options(JsonObject properties)
    {
        foreach (var property in properties)
        {
            yield return property;
            var values = property.Value!["additionalProperties"] as JsonObject ?? property.Value;
            if (values["properties"] is not JsonObject inner || values["additionalProperties"] is null) continue;
            var isMapOfNames = inner.All(one => one.Value!["description"] is null);
            foreach (var option in isMapOfNames ? [] : Options(inner)) yield return option;
        }
    }
}
