using System.Diagnostics.Metrics;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Tokens;

public class TelemetryTests
{
    [Fact]
    public async Task Documented_metrics_are_recorded()
    {
        var source = $"telemetry-{Guid.NewGuid():N}";
        var counted = new List<(string Instrument, string? Problem)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "OAuthMail") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            lock (counted)
            {
                if (named["oauthmail.source"] == source) counted.Add((instrument.Name, named.GetValueOrDefault("oauthmail.problem")));
            }
        });
        listener.Start();

        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "secret"));
        var account = world.CreateAccount(
            source, OAuthFlow.ClientCredentials, options => (options.ClientId, options.ClientSecret) = ("service", "secret"));
        await world.TokensOf(account).GetAccessTokenAsync();
        await world.TokensOf(account).GetAccessTokenAsync();
        var wrong = world.CreateAccount(
            source, OAuthFlow.ClientCredentials, options => (options.ClientId, options.ClientSecret) = ("service", "wrong"));
        await Assert.ThrowsAsync<TokenRequestException>(async () => await world.TokensOf(wrong).GetAccessTokenAsync());

        Assert.Equal([("oauthmail.token.fetched", null), ("oauthmail.token.failed", "client-refused")], counted);
        var page = await File.ReadAllTextAsync(SourceTree.PathOf("docs", "telemetry.md"));
        foreach (
            var name in new[]
            {
                "oauthmail.token.fetched",
                "oauthmail.token.adopted",
                "oauthmail.token.failed",
                "oauthmail.token.renewal.duration",
                "oauthmail.token.renew",
                "oauthmail.source",
                "oauthmail.problem",
            })
        {
            Assert.Contains($"`{name}`", page, StringComparison.Ordinal);
        }
    }
}
