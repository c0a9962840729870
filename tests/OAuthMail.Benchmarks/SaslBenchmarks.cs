using BenchmarkDotNet.Attributes;

namespace OAuthMail.Benchmarks;

/// <summary>Measures the login message with a token of 2 KB, which may allocate only the result.</summary>
[MemoryDiagnoser]
public class SaslBenchmarks
{
    private readonly AccessToken _token = new(new string('a', 2048), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));

    [Benchmark]
    public string XOAuth2() => XOAuth2Message.ToBase64("alerts@contoso.com", _token);

    [Benchmark]
    public string OAuthBearer() => OAuthBearerMessage.ToBase64("alerts@contoso.com", _token, "smtp.office365.com", 587);

    [Benchmark(Description = "allocation of the result")]
    public string Result() => new('a', ((2048 + 18 + 21 + 3) + 2) / 3 * 4);
}
