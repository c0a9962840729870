using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OAuthMail.Tests.Configuration;

/// <summary>
/// Writes the JSON schema of the section <c>OAuthMail</c> from the tables of options, the types of their properties and their
/// documentation.
/// </summary>
internal static partial class ConfigurationSchema
{
    /// <summary>The categories that the log of an application has.</summary>
    private static readonly string[] LogCategories = ["OAuthMail", "OAuthMail.Accounts", "OAuthMail.AccountStates", "OAuthMail.Tokens"];

    private static readonly Dictionary<string, XElement> Documentation = XDocument
        .Load(Path.ChangeExtension(typeof(OAuthMailOptions).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    public static JsonObject Create()
    {
        var root = Section(typeof(OAuthMailOptions));
        root["description"] = "The mail accounts of the application. Keys that are not listed are errors when the application starts.";
        return new JsonObject
        {
            ["definitions"] = new JsonObject
            {
                ["logLevel"] = new JsonObject
                {
                    ["properties"] = new JsonObject(LogCategories.Select(category => KeyValuePair.Create<string, JsonNode?>(
                        category, new JsonObject { ["$ref"] = "#/definitions/logLevelThreshold" }))),
                },
            },
            ["type"] = "object",
            ["properties"] = new JsonObject { ["OAuthMail"] = root },
        };
    }

    private static JsonObject Section(Type type)
    {
        var properties = new JsonObject();
        foreach (var name in OptionTables.Find(type.Name).Names)
        {
            var property = type.GetProperty(name)!;
            var schema = Value(property.PropertyType);
            if (Describe(property) is { Length: > 0 } description) schema["description"] = description;
            properties[name] = schema;
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }

    private static JsonObject Value(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(MailEndpoint)) return new JsonObject { ["type"] = "string" };
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int)) return new JsonObject { ["type"] = "integer" };
        if (type == typeof(TimeSpan)) return Text(@"^(\d+\.)?\d{1,2}:\d{2}:\d{2}(\.\d{1,7})?$");
        if (type == typeof(DateTimeOffset)) return Text(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?$");
        if (type.IsEnum) return new JsonObject { ["enum"] = new JsonArray([.. Names(type)]) };
        if (!type.IsGenericType) return Section(type);
        var arguments = type.GetGenericArguments();

        // A list can also be one text with commas.
        if (arguments.Length == 1)
        {
            return new JsonObject { ["type"] = new JsonArray("array", "string"), ["items"] = Value(arguments[0]) };
        }

        var map = new JsonObject { ["type"] = "object" };
        if (arguments[0].IsEnum)
        {
            map["properties"] = new JsonObject(Enum.GetNames(arguments[0]).Select(name =>
                KeyValuePair.Create<string, JsonNode?>(name, Value(arguments[1]))));
            map["additionalProperties"] = false;
        }
        else
        {
            map["additionalProperties"] = Value(arguments[1]);
        }

        return map;
    }

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static IEnumerable<JsonNode?> Names(Type type) => Enum.GetNames(type).Select(name => (JsonNode?)JsonValue.Create(name));

    /// <summary>Returns the documentation of a property as text.</summary>
    private static string Describe(PropertyInfo property)
    {
        if (!Documentation.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var member)) return "";
        var text = string.Join(" ", new[] { member.Element("summary"), member.Element("value") }.OfType<XElement>().Select(Flatten));
        text = Space().Replace(text, " ").Trim();
        text = Opening().Replace(text, "");
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Flatten(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => NameOf(see),
        XElement inner => Flatten(inner),
        _ => "",
    }));

    private static string NameOf(XElement see) =>
        see.Attribute("langword")?.Value ?? see.Attribute("href")?.Value ?? see.Attribute("cref")!.Value.Split('(')[0].Split('.', ':')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex("^Gets (or sets )?")]
    private static partial Regex Opening();
}
