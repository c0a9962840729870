using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OAuthMail.Benchmarks;

/// <summary>Measures the list of the connect page with 1,000 accounts: the first byte of its text, and the whole page.</summary>
internal static class ConnectPageTime
{
    private const int Count = 1_000;
    private const int Runs = 101;

    public static async Task MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("oauthmail-page-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        builder.Services.AddOAuthMail(options =>
        {
            options.Store = new TokenStoreOptions { Folder = Path.Combine(folder, "tokens"), AllowUnprotected = true };
            for (var i = 0; i < Count; i++)
            {
                options.Accounts[$"account-{i}"] = new MailAccountOptions
                {
                    Provider = "Google", Flow = OAuthFlow.AuthorizationCode, Address = $"user{i}@gmail.com", ClientId = "one",
                    ClientSecret = "two",
                };
            }
        });
        await using var application = builder.Build();
        application.Use((context, next) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "1")], "test"));
            return next();
        });
        application.UseRouting();
        application.UseAuthorization();
        application.MapOAuthMail("/mail-accounts").RequireAuthorization();
        await application.StartAsync();

        using var client = new HttpClient();
        var first = new List<double>();
        var whole = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            var watch = Stopwatch.StartNew();
            using var response = await client.GetAsync(
                new Uri(application.Urls.First() + "/mail-accounts"), HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[1]);
            first.Add(watch.Elapsed.TotalMilliseconds);
            await stream.CopyToAsync(Stream.Null);
            whole.Add(watch.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine($"first byte of {Count:N0} accounts: median {Median(first):F2} ms, first request {first[0]:F0} ms");
        Console.WriteLine($"whole page: median {Median(whole):F1} ms");
        await application.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
