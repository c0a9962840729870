using OAuthMail.Flows;

namespace OAuthMail.Tests.Flows;

public class GrantedScopesTests
{
    [Theory]
    [InlineData("imap smtp offline_access", null, "imap smtp offline_access")]
    [InlineData("imap smtp offline_access", "", "imap smtp offline_access")]
    [InlineData("imap smtp offline_access", "imap smtp", "imap smtp offline_access")]
    [InlineData("imap smtp offline_access", "imap", "imap offline_access")]
    [InlineData("imap smtp offline_access", "smtp,imap", "imap smtp offline_access")]
    [InlineData("imap smtp offline_access", "SMTP other", "smtp offline_access")]
    [InlineData("imap smtp", "something else", "imap smtp")]
    [InlineData("", "imap", null)]
    public void Refresh_requests_only_scopes_that_were_granted(string requested, string? granted, string? expected) =>
        Assert.Equal(expected, GrantedScopes.Limit(requested, granted));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" , ", null)]
    [InlineData("a b", "a b")]
    [InlineData("a,b", "a b")]
    public void Scopes_are_separated_with_spaces_or_commas(string? text, string? expected) =>
        Assert.Equal(expected, GrantedScopes.Parse(text) is { } scopes ? string.Join(" ", scopes) : null);
}
