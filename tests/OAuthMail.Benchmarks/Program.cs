using BenchmarkDotNet.Running;

namespace OAuthMail.Benchmarks;

/// <summary><c>-- memory</c> measures what accounts cost in memory; everything else goes to BenchmarkDotNet.</summary>
internal static class Program
{
    public static async Task Main(string[] args)
    {
        if (args is ["memory", ..]) await AccountMemory.MeasureAsync();
        else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    }
}
