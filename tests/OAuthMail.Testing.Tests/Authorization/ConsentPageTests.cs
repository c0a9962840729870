using System.Text.RegularExpressions;

namespace OAuthMail.Testing.Tests.Authorization;

public sealed class ConsentPageTests : ServerTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddUser(new TestUser(Alice));
        Server.AddUser(new TestUser(Bob));
        Server.AddClient(TestClient.Native("desktop"));
    }

    [Fact]
    public async Task A_user_allows_access_for_the_mailbox_in_the_form()
    {
        var page = await PageAsync();
        Assert.Contains($"value=\"{Alice}\"", page);

        var decided = await DecideAsync(page, Bob, "allow");

        Assert.Equal(303, decided.Status);
        var answer = await RedeemAsync(TokenClient.Query(decided.Location!)["code"]);
        Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken, Bob));
    }

    [Fact]
    public async Task A_user_denies_access()
    {
        var decided = await DecideAsync(await PageAsync(), Alice, "deny");
        Assert.Equal("access_denied", TokenClient.Query(decided.Location!)["error"]);
    }

    [Fact]
    public async Task A_page_can_be_submitted_once()
    {
        var page = await PageAsync();
        await DecideAsync(page, Alice, "deny");
        var again = await DecideAsync(page, Alice, "allow");
        Assert.Equal((400, null), (again.Status, again.Location));
    }

    [Fact]
    public async Task Request_values_are_encoded_on_the_page()
    {
        var page = await Client.Http.GetStringAsync(
            Client.AuthorizationUri(AuthorizationRequest(("login_hint", "\"><script>alert(1)</script>"))));
        Assert.DoesNotContain("<script>", page);
    }

    protected override void Configure(MailTestHostOptions options) => options.Authorization.Interactive = true;

    private Task<string> PageAsync() => Client.Http.GetStringAsync(Client.AuthorizationUri(AuthorizationRequest()));

    private Task<TokenAnswer> DecideAsync(string page, string user, string decision)
    {
        var transaction = Regex.Match(page, "name=\"transaction\" value=\"([^\"]+)\"").Groups[1].Value;
        return Client.PostAsync(Server.AuthorizationEndpoint, null, ("transaction", transaction), ("user", user), ("decision", decision));
    }
}
