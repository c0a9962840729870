namespace OAuthMail.Tests.Configuration;

/// <summary>
/// Ids and secrets with characters that only copying adds are refused, with the name of the option and without the secret.
/// </summary>
public sealed class CopiedTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("app\u200B", "an invisible character (U+200B) as character 4")]
    [InlineData("\uFEFFapp", "an invisible character (U+FEFF) as character 1")]
    [InlineData("\"app\"", "a quotation mark (U+0022)")]
    [InlineData("\u201Capp", "a quotation mark (U+201C)")]
    [InlineData("app\n", "a line break (U+000A)")]
    [InlineData("app ", "a space (U+0020)")]
    [InlineData("ap\u00A0p", "an unusual space (U+00A0)")]
    public void Client_id_with_a_copied_character_is_refused(string id, string reason)
    {
        var failure = Fail(options => options.ClientId = id);
        Assert.Contains("ClientId: The value contains " + reason, failure, StringComparison.Ordinal);
        Assert.Equal("clientId", Assert.Throws<ArgumentException>(() => new ClientRegistration(id)).ParamName);
    }

    [Theory]
    [InlineData("\"the-secret\"", "in quotation marks")]
    [InlineData("'the-secret'", "in quotation marks")]
    [InlineData("the-secret\r\n", "a line break (U+000A)")]
    [InlineData("the-\nsecret", "a line break (U+000A)")]
    [InlineData("the-\u200Bsecret", "an invisible character (U+200B)")]
    [InlineData("the-secret ", "a space (U+0020)")]
    [InlineData("the\u00A0secret", "an unusual space (U+00A0)")]
    public void Client_secret_with_a_copied_character_is_refused_without_being_shown(string secret, string reason)
    {
        var failure = Fail(options => options.ClientSecret = secret);
        Assert.Contains("ClientSecret: The value ", failure, StringComparison.Ordinal);
        Assert.Contains(reason, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("the-", failure, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ClientSecret(secret));
    }

    [Theory]
    [InlineData("\"the-secret\"\n")]
    [InlineData("the-secret\n# comment")]
    public void Client_secret_file_with_copied_characters_is_refused(string content)
    {
        File.WriteAllText(_folder["secret"], content);
        var failure = Fail(options => (options.ClientSecret, options.ClientSecretFile) = (null, _folder["secret"]));
        Assert.Contains("ClientSecretFile: The value ", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("the-", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contoso.com\u200B", "U+200B")]
    [InlineData("\"contoso.com\"", "U+0022")]
    public void Tenant_with_a_copied_character_is_refused_with_that_character(string tenant, string reason)
    {
        var failure = Fail(options => options.TenantId = tenant);
        Assert.Contains("TenantId: ", failure, StringComparison.Ordinal);
        Assert.Contains(reason, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\"b'c")]
    [InlineData("~8Q.x_y-z+/=")]
    [InlineData("two words")]
    public void Secret_that_a_server_can_generate_is_accepted(string secret) =>
        MailAccount.Create("alerts", Some.Application(options => options.ClientSecret = secret));

    public void Dispose() => _folder.Dispose();

    private static string Fail(Action<MailAccountOptions> configure) =>
        Assert.Throws<MailConfigurationException>(() => MailAccount.Create("alerts", Some.Application(configure))).Message;
}
