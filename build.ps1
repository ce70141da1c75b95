<#
.SYNOPSIS
    Builds, tests, documents, checks and packs CNet.
.DESCRIPTION
    Build    leaves an importable module in out/CNet.
    Test     runs ./test: the xunit and the Pester suites; with -Long the long campaigns in full.
    Docs     brings the help in docs/en-US up to date (PlatyPS), and makes of it what Get-Help shows, in out/CNet.
    Analyze  checks the code: compiler analyzers and code style, PSScriptAnalyzer, the manifest.
    Package  leaves out/package/CNet (with help) and out/package/CNet.<version>.nupkg.
    Clean    removes everything that was built.
.EXAMPLE
    ./build.ps1 -Task Build, Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Analyze', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [switch] $Long
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$module = Join-Path $root 'out/CNet'

function Invoke-Tool([string] $Name, [string[]] $Arguments) {
    & $Name @Arguments
    if ($LASTEXITCODE) { throw "$Name $Arguments ended with exit code $LASTEXITCODE." }
}

function Assert-Module([string] $Name, [version] $Version) {
    if (-not (Get-Module -ListAvailable $Name | Where-Object Version -GE $Version)) {
        throw "This task needs the module $Name $Version or later: Install-PSResource $Name"
    }
}

# PSScriptAnalyzer now and then trips over its own threads; the next attempt succeeds.
function Invoke-Analyzer([string] $Path, [string] $Settings) {
    for ($attempt = 1; ; $attempt++) {
        try { return Invoke-ScriptAnalyzer -Path $Path -Settings $Settings }
        catch [NullReferenceException] { if ($attempt -eq 3) { throw } }
    }
}

# Those beside a file, else the project's.
function Get-AnalyzerSetting([string] $Directory) {
    (Join-Path $Directory PSScriptAnalyzerSettings.psd1), (Join-Path $root PSScriptAnalyzerSettings.psd1) | Where-Object { Test-Path $_ } | Select-Object -First 1
}

function Build([string] $Configuration = 'Release') {
    Invoke-Tool dotnet build, (Join-Path $root CNet.sln), '-c', $Configuration, '-v', 'quiet', '-nologo'
}

function Test([bool] $Long) { Invoke-Tool (Join-Path $root test) $(if ($Long) { '--long' }) }

# In a process of its own: an assembly that is loaded here could not be built again.
function Build-Help([string[]] $Arguments) {
    Assert-Module Microsoft.PowerShell.PlatyPS 1.0
    Invoke-Tool pwsh (@('-NoProfile', '-NonInteractive', '-File', (Join-Path $root docs/build-help.ps1)) + $Arguments)
}

function Docs {
    Build
    Build-Help
}

function Analyze {
    Assert-Module PSScriptAnalyzer 1.22
    Invoke-Tool dotnet format, (Join-Path $root CNet.sln), '--verify-no-changes'
    Build
    # The manifest is looked at where the files it names lie beside it.
    $files = @(Get-ChildItem $root -Recurse -Include *.ps1, *.psm1 | Where-Object FullName -NotMatch '[\\/](out|bin|obj)[\\/]') + (Get-Item (Join-Path $module CNet.psd1))
    $findings = @($files | ForEach-Object { Invoke-Analyzer $_.FullName (Get-AnalyzerSetting $_.DirectoryName) })
    $findings | Format-Table -AutoSize | Out-Host
    if ($findings) { throw "PSScriptAnalyzer has $($findings.Count) findings." }
    $null = Test-ModuleManifest (Join-Path $module CNet.psd1)
}

function Package {
    Assert-Module Microsoft.PowerShell.PSResourceGet 1.1
    $package = Join-Path $root out/package
    Remove-Item $package -Recurse -ErrorAction Ignore
    Invoke-Tool dotnet build, (Join-Path $root src/CNet), '-c', 'Release', '-v', 'quiet', '-nologo', "-p:ModuleDirectory=$package/CNet/"
    # Compiled ahead of time, the first commands of a session take a third less. CNet.dll cannot be: its reference assembly is not PowerShell's own.
    $architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
    $compiled = Join-Path $package compiled
    Invoke-Tool dotnet publish, (Join-Path $root src/CNet.Agent), '-c', 'Release', '-r', "linux-$architecture", '--no-self-contained', '-p:PublishReadyToRun=true', '-o', $compiled, '-v', 'quiet', '-nologo'
    Copy-Item (Join-Path $compiled CNet.Core.dll), (Join-Path $compiled CNet.Agent.dll) (Join-Path $package CNet)
    Remove-Item $compiled -Recurse
    $null = Build-Help '-Module', (Join-Path $package CNet), '-NoRefresh'
    $null = Test-ModuleManifest (Join-Path $package CNet/CNet.psd1)
    Compress-PSResource -Path (Join-Path $package CNet) -DestinationPath $package
    Get-ChildItem $package -Filter *.nupkg
}

function Clean {
    Get-ChildItem $root -Directory -Recurse -Include bin, obj | Remove-Item -Recurse
    Remove-Item (Join-Path $root out) -Recurse -ErrorAction Ignore
}

foreach ($name in $Task) {
    Write-Verbose "Task $name"
    switch ($name) {
        Build { Build $Configuration }
        Test { Test $Long }
        Docs { Docs }
        Analyze { Analyze }
        Package { Package }
        Clean { Clean }
    }
}
