namespace OAuthMail.Tests.Tokens;

/// <summary>What a source that fails leaves in the record for whoever asks next.</summary>
public sealed class MarkedFailureTests : LifecycleTest
{
    [Fact]
    public async Task A_mark_stands_in_the_record_of_the_next_process()
    {
        FailWithMark();
        Assert.Equal("options-invalid", (await FailAsync(Provider)).Code);

        await FailAsync(OpenTokens().From(Source));

        Assert.Equal("1", Source.LastContext!.Record!.Properties["mark"]);
        Assert.Equal("2", (await Store.ReadAsync(Key))!.Record.Properties["mark"]);
    }

    [Fact]
    public async Task A_mark_leaves_what_was_stored_as_it_was()
    {
        Source.Answer = (_, _) => Task.FromResult(Source.Issue("refresh"));
        var token = await GetAsync();
        Pass(seconds: 3600);
        FailWithMark();
        await FailAsync(Provider);

        var record = (await Store.ReadAsync(Key))!.Record;
        Assert.Equal("refresh", record.RefreshToken);
        Assert.Equal(token.Value, record.AccessToken);
    }

    [Fact]
    public async Task The_mark_itself_is_no_change_that_ends_the_pause()
    {
        FailWithMark();
        for (var i = 0; i < 5; i++) await FailAsync(Provider);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task A_mark_that_cannot_be_written_hides_no_failure()
    {
        FailWithMark();
        Store.Writing = _ => throw new IOException("full");
        Assert.Equal("options-invalid", (await FailAsync(Provider)).Code);
        Assert.Contains(Log, line => line.Contains("other processes do not know of it", StringComparison.Ordinal));
    }

    private void FailWithMark() => Source.Answer = (context, _) =>
    {
        context.Marks["mark"] = Source.Requests.ToString(System.Globalization.CultureInfo.InvariantCulture);
        throw new OAuthMailException(Problems.OptionsInvalid, "Wrong");
    };

    private static Task<OAuthMailException> FailAsync(IAccessTokenProvider provider) =>
        Assert.ThrowsAnyAsync<OAuthMailException>(async () => await provider.GetAccessTokenAsync());
}
