import core from '@zxcvbn-ts/core';
import * as commonPackage from '@zxcvbn-ts/language-common';
import * as polishPackage from '@zxcvbn-ts/language-pl';

/** The packages are CommonJS: what they export may stand one level deeper. */
const unwrapped = <T extends object>(module: T | { default: T }): T => ('default' in module ? module.default : module);
const common = unwrapped(commonPackage);
const polish = unwrapped(polishPackage);

/**
 * The work grows faster than the length, and it holds up everybody: a second and more for 72 crafted signs. What begins with so many that
 * are hard to guess is hard to guess.
 */
const examined = 20;

/** Below this a guessing program that knows the lists is through within 10^8 tries. */
const weakestScore = 3;

const build = () => {
  const dictionary = { ...common.dictionary, ...polish.dictionary };
  return {
    estimator: new core.ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs }),
    words: new Set(Object.values(dictionary).flatMap((list) => (Array.isArray(list) ? list.map((word) => plain(String(word))) : []))),
  };
};

let built: ReturnType<typeof build> | undefined;

/** Made when the first password is chosen: the lists hold some 150,000 words. */
const lists = (): ReturnType<typeof build> => {
  built ??= build();
  return built;
};

/** Lower case, without the marks of letters. */
export const plain = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l');

/** One word of a list of frequent passwords, of the language or of names, whatever stands around it. */
export const isListed = (word: string): boolean => lists().words.has(word);

/** Guessed soon by a program that knows those lists, keyboards, dates and repetitions, and what the person is called. */
export const isSoonGuessed = (password: string, known: readonly string[]): boolean =>
  lists().estimator.check(password.slice(0, examined), [...known]).score < weakestScore;
