namespace OAuthMail.Tests.Tokens;

/// <summary>A failing source can store properties in the record for the next request.</summary>
public sealed class MarkedFailureTests : LifecycleTest
{
    [Fact]
    public async Task Mark_is_in_the_record_that_the_next_process_reads()
    {
        FailWithMark();
        Assert.Equal("options-invalid", (await FailAsync(Provider)).Code);

        await FailAsync(OpenTokens().From(Source));

        Assert.Equal("1", Source.LastContext!.Record!.Properties["mark"]);
        Assert.Equal("2", (await Store.ReadAsync(Key))!.Record.Properties["mark"]);
    }

    [Fact]
    public async Task Mark_does_not_change_stored_tokens()
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
    public async Task Writing_a_mark_does_not_end_the_pause()
    {
        FailWithMark();
        for (var i = 0; i < 5; i++) await FailAsync(Provider);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Failure_is_reported_if_the_mark_cannot_be_written()
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
