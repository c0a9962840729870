using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Tests.Configuration;

public class ConfigurationEditorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{ \"OAuthMail\": {} }")]
    [InlineData("{ \"oauthmail\": { \"ACCOUNTS\": {} } }")]
    [InlineData("{ \"OAuthMail\": { \"Accounts\": { \"old\": { \"Address\": \"a@b\" } } } }")]
    [InlineData("{ \"OAuthMail\": { \"Accounts\": { \"old\": { \"Address\": \"a@b\" }, } }, }")]
    [InlineData("{\n  // why\n  \"OAuthMail\": {\n    \"Accounts\": {\n      \"old\": {} // the first, }\n    }\n  }\n}\n")]
    [InlineData("{\n  \"OAuthMail\": {\n    \"Accounts\": {\n      \"old\": {}, /* , */\n      // end\n    }\n  }\n}\n")]
    [InlineData("{ \"Sendmail\": { \"Account\": \"x\" }, \"OAuthMail\": { \"Store\": { \"Folder\": \"/t\" } } }")]
    public void Account_is_added_and_everything_else_is_kept(string? text)
    {
        var after = ConfigurationEditor.Add(text, "new", new JsonObject { ["Address"] = "jane@contoso.com", ["Note"] = "it's ü" });
        var before = Parse(string.IsNullOrEmpty(text) ? "{}" : text);
        var root = Parse(after);
        var accounts = Get(Get(root, "OAuthMail"), "Accounts");
        Assert.Equal("jane@contoso.com", accounts["new"]!["Address"]!.GetValue<string>());
        accounts.Remove("new");
        Prune(root);
        Prune(before);
        Assert.True(JsonNode.DeepEquals(before, root), after);
        foreach (var comment in new[] { "// why", "// the first, }", "/* , */", "// end" })
        {
            Assert.Equal(
                text?.Contains(comment, StringComparison.Ordinal) ?? false, after.Contains(comment, StringComparison.Ordinal));
        }

        // It can be edited again.
        Assert.NotNull(Get(Get(Parse(ConfigurationEditor.Add(after, "third", [])), "OAuthMail"), "Accounts")["third"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{ \"OAuthMail\": 1 }")]
    [InlineData("{ \"OAuthMail\": { \"Accounts\": [] } }")]
    [InlineData("{ \"OAuthMail\": ")]
    [InlineData("nonsense")]
    public void File_of_another_form_is_an_error(string text) =>
        Assert.Throws<UsageException>(() => ConfigurationEditor.Add(text, "new", []));

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(
        text, null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;

    private static JsonObject Get(JsonObject json, string name) =>
        (JsonObject)json.First(entry => string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase)).Value!;

    // Sections that the editor has created are empty without the account.
    private static void Prune(JsonObject json)
    {
        foreach (var (name, value) in json.ToList())
        {
            if (value is not JsonObject inner) continue;
            Prune(inner);
            if (inner.Count == 0) json.Remove(name);
        }
    }
}
