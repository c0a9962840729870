namespace OAuthMail.Tests.SignIn;

public sealed class RepeatedSignInTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oauthmail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Pending_sign_in_is_returned_again()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var first = await world.SignIn(account).BeginAsync();
        world.Clock.Advance(TimeSpan.FromDays(3));

        var second = await world.SignIn(account).BeginAsync();

        Assert.Equal(first.Url, second.Url);
        Assert.Equal(first.ExpiresAt, second.ExpiresAt);
        await world.SignIn(account).CompleteAsync(await world.BrowseAsync(first.Url));
    }

    [Fact]
    public async Task New_sign_in_is_begun_when_half_of_the_lifetime_has_passed()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        var first = await signIn.BeginAsync();
        world.Clock.Advance(TimeSpan.FromDays(4));

        var second = await signIn.BeginAsync();

        Assert.NotEqual(first.State, second.State);
        await signIn.CompleteAsync(await world.BrowseAsync(first.Url));
        await signIn.CompleteAsync(await world.BrowseAsync(second.Url));
    }

    [Fact]
    public async Task Completed_sign_in_is_not_returned_again()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        var first = await signIn.BeginAsync();
        await signIn.CompleteAsync(await world.BrowseAsync(first.Url));

        Assert.NotEqual(first.State, (await signIn.BeginAsync()).State);
    }

    [Fact]
    public async Task Sign_ins_with_other_redirect_addresses_or_of_other_accounts_are_separate()
    {
        await using var world = await TestWorld.StartAsync();
        var alice = world.SignIn(world.CreatePerson("alice"));
        var bob = world.SignIn(world.CreatePerson("bob"));
        string[] states =
        [
            (await alice.BeginAsync()).State,
            (await alice.BeginAsync(new Uri("http://127.0.0.1:4711"))).State,
            (await bob.BeginAsync()).State,
        ];

        Assert.Equal(3, states.Distinct().Count());
        Assert.Equal(states[0], (await alice.BeginAsync()).State);
        Assert.Equal(states[1], (await alice.BeginAsync(new Uri("http://127.0.0.1:4711"))).State);
    }

    [Fact]
    public async Task Concurrent_sign_ins_of_an_account_are_one()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");

        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => world.SignIn(account).BeginAsync())));

        Assert.Single(begun.Select(one => one.State).Distinct());
    }

    [Fact]
    public async Task Pending_device_code_is_returned_again()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice", OAuthFlow.DeviceCode));
        var first = await signIn.BeginWithDeviceCodeAsync();

        var second = await signIn.BeginWithDeviceCodeAsync();

        Assert.Equal(first.UserCode, second.UserCode);
        Assert.Equal(first.VerificationUriComplete, second.VerificationUriComplete);
        world.Clock.Advance((first.ExpiresAt - world.Clock.GetUtcNow()) * 0.6);
        Assert.NotEqual(first.UserCode, (await signIn.BeginWithDeviceCodeAsync()).UserCode);
    }

    [Fact]
    public async Task Completed_sign_ins_leave_no_files()
    {
        await using var world = await TestWorld.StartAsync();
        var store = await FileTokenStore.OpenAsync(
            _folder, protect => protect.AllowUnprotected(), new FileTokenStoreOptions { TimeProvider = world.Clock });
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(world.CreatePerson("alice"), tokens, world.Http);
        await CompleteAsync();
        var files = Files();

        for (var i = 0; i < 3; i++) await CompleteAsync();

        Assert.Equal(files, Files());
        Assert.Equal(3, files.Count(file => file.StartsWith("consent-", StringComparison.Ordinal)));
        Assert.DoesNotContain(files, file => file.Contains("sign-in", StringComparison.Ordinal));
        await signIn.SignOutAsync();
        Assert.DoesNotContain(Files(), file => file.StartsWith("consent-", StringComparison.Ordinal));

        async Task CompleteAsync() => await signIn.CompleteAsync(await world.BrowseAsync((await signIn.BeginAsync()).Url));
    }

    [Fact]
    public async Task Abandoned_sign_ins_leave_no_files_after_they_have_expired()
    {
        await using var world = await TestWorld.StartAsync();
        var store = await FileTokenStore.OpenAsync(
            _folder, protect => protect.AllowUnprotected(), new FileTokenStoreOptions { TimeProvider = world.Clock });
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(world.CreatePerson("alice"), tokens, world.Http);
        for (var port = 5001; port < 5010; port++) await signIn.BeginAsync(new Uri($"http://127.0.0.1:{port}"));
        world.Clock.Advance(TimeSpan.FromDays(8));

        await signIn.BeginAsync();

        // A pending sign-in and the reference to it, with two lock files each. The removal continues in the background.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Files().Count(file => file.Contains("sign-in", StringComparison.Ordinal)) != 6)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private List<string> Files() => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
