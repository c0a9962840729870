using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OAuthMail.Tests;

/// <summary>
/// Runs a parser with mutated inputs. The corpus of a parser is a file in <c>tests/Fixtures/Fuzz</c> with one input per line, as a JSON
/// string. An input that once broke the parser is added to it.
/// </summary>
internal static class ParserFuzz
{
    private const int MostChanges = 6;

    /// <summary>The number of inputs of each parser. For a long run, set <c>OAUTHMAIL_FUZZ_INPUTS</c>.</summary>
    private static readonly int Inputs = Number("OAUTHMAIL_FUZZ_INPUTS", 10_000);

    /// <summary>The seed is fixed, so that a failure can be reproduced. For other inputs, set <c>OAUTHMAIL_FUZZ_SEED</c>.</summary>
    private static readonly int Seed = Number("OAUTHMAIL_FUZZ_SEED", 7628);

    /// <summary>Parses every input of the corpus, and mutations of them.</summary>
    /// <param name="corpus">The name of the corpus.</param>
    /// <param name="parse">Parses an input. It throws for one that is neither parsed nor rejected in the documented way.</param>
    /// <param name="divisor">The number by which the number of inputs is divided, because the parser is slow.</param>
    public static void Run(string corpus, Action<byte[]> parse, int divisor = 1)
    {
        var seeds = File.ReadLines(Find(corpus)).Select(line => Encoding.UTF8.GetBytes(JsonSerializer.Deserialize<string>(line)!)).ToList();
        foreach (var seed in seeds) Try(seed, parse);

        var random = new Random(Seed);
        for (var i = 0; i < Inputs / divisor; i++) Try(ByteMutation.Mutate(seeds[random.Next(seeds.Count)], MostChanges, random), parse);
    }

    /// <inheritdoc cref="Run(string, Action{byte[]}, int)"/>
    public static void RunText(string corpus, Action<string> parse, int divisor = 1) =>
        Run(corpus, input => parse(Encoding.UTF8.GetString(input)), divisor);

    private static void Try(byte[] input, Action<byte[]> parse)
    {
        try
        {
            parse(input);
        }
        catch (Exception failure)
        {
            var line = JsonSerializer.Serialize(Encoding.UTF8.GetString(input));
            throw new InvalidOperationException($"The parser failed for {line} (bytes {Convert.ToHexString(input)}).", failure);
        }
    }

    private static string Find(string corpus)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OAuthMail.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException($"No parent folder of {AppContext.BaseDirectory} contains OAuthMail.sln.");
        }

        return Path.Combine(folder.FullName, "tests", "Fixtures", "Fuzz", $"{corpus}.txt");
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : usual;
}
